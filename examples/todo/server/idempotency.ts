import { type Reply, refusal } from './reply.js';

interface Remembered {
  readonly body: string;
  readonly reply: Promise<Reply>;
}

/** Gives a repeated request the reply of the first one, instead of doing its work again. */
export class IdempotencyKeys {
  readonly #remembered = new Map<string, Remembered>();
  readonly #onReplay: () => void;

  constructor(onReplay: () => void) {
    this.#onReplay = onReplay;
  }

  async once(user: string, key: string, body: string, work: () => Promise<Reply>): Promise<Reply> {
    const place = JSON.stringify([user, key]);
    const first = this.#remembered.get(place);
    if (first && first.body !== body) {
      return refusal(422, 'this Idempotency-Key belongs to a request with another body');
    }
    if (first) {
      this.#onReplay();
      // It may still be running: a client that timed out is often back before the work is done.
      return first.reply;
    }
    const reply = work();
    this.#remembered.set(place, { body, reply });
    const { status } = await reply;
    // Nothing was done, so there is nothing to protect from being done twice.
    if (status >= 400) this.#remembered.delete(place);
    return reply;
  }
}
