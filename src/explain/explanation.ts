import { drawn } from './svg.js';
import { written } from './text.js';
import type { ExplainedMethod } from './types.js';

/** What `explain` found out: prints as text, serialises as JSON, draws itself. */
export class Explanation {
  readonly name: string;
  readonly methods: readonly ExplainedMethod[];

  constructor(name: string, methods: readonly ExplainedMethod[]) {
    this.name = name;
    this.methods = methods;
  }

  /** For a terminal. `console.log(explain(TodoApi))` prints the same. */
  toString(): string {
    return this.methods.map(written).join('\n\n');
  }

  toJSON(): { name: string; methods: readonly ExplainedMethod[] } {
    return { name: this.name, methods: this.methods };
  }

  /**
   * The attempts and waits of the worst case on a line of time, as an SVG document. Readable on light and dark. What has
   * no limit of its own is drawn short, and the end of the line says so.
   */
  toSVG(): string {
    return drawn(this.methods);
  }

  // As `inspect.custom`; by its symbol, so that nothing of Node is needed to read an explanation.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
