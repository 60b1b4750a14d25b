/** What is used of a terminal. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const WIDTH = 24;

/** One line that is drawn over and over, and gone in the end. Nothing at all where nobody watches. */
export class Progress {
  readonly #screen: Screen;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** @param share from 0 to 1 */
  show(share: number, what: string): void {
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    // A line that wraps could not be drawn over.
    this.#draw(`${bar}${percent}  ${what}`.slice(0, (this.#screen.columns ?? 80) - 1));
  }

  clear(): void {
    this.#draw('');
  }

  #draw(line: string): void {
    if (this.#screen.isTTY) this.#screen.write(`\r\u001b[K${line}`);
  }
}
