/** Calls `call` for 0 to `count - 1`, with `workers` calls in flight at any time. */
export async function inFlight(
  workers: number,
  count: number,
  call: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: Math.min(workers, count) }, work));
}
