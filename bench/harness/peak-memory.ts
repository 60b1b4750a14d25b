const EVERY_MS = 20;

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Watches how much memory is in use, from now on; `stop` returns the most, in bytes beyond what it was at the start. */
export function peakMemory(): { stop(): number } {
  const before = used();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, used());
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak - before;
    },
  };
}
