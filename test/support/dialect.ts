/** Whether this file, and all others of the project that runs, was compiled for `experimentalDecorators`. */
export let legacy = false;

function Probe(...given: unknown[]): void {
  legacy = given.length === 3;
}

class Probed {
  @Probe
  method(): void {}
}
void Probed;
