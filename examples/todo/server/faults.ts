import type { ServerResponse } from 'node:http';
import { type Reply, refusal, send, sendHalf } from './reply.js';

/** What goes wrong by chance, and in which share of the requests. */
export interface FaultRates {
  /** 500, and nothing was done. */
  errorBefore: number;
  /** 500, but the work was done: to repeat a POST now makes a second item. */
  errorAfter: number;
  /** 429 with hints when to come back; nothing was done. */
  throttle: number;
  /** 503 with the same hints; nothing was done. */
  unavailable: number;
  /** 200, but the `summary` of each item is missing. */
  noSummary: number;
  /** The work is done, and the answer comes later than a client should wait. */
  slow: number;
  /** The work is done, and the connection is reset before the answer. */
  reset: number;
  /** The work is done, and the connection ends in the middle of the answer. */
  truncate: number;
}

export type RandomFault = keyof FaultRates;

/** `lag` is a 404 for an item that is there. Every new item has it for a while, so that it needs no rate. */
export type FaultKind = RandomFault | 'lag';

export const defaultFaults: Readonly<FaultRates> = {
  errorBefore: 0.01,
  errorAfter: 0.01,
  throttle: 0.01,
  unavailable: 0.005,
  noSummary: 0.01,
  slow: 0.005,
  reset: 0.01,
  truncate: 0.005,
};

export const noFaults: Readonly<FaultRates> = {
  errorBefore: 0,
  errorAfter: 0,
  throttle: 0,
  unavailable: 0,
  noSummary: 0,
  slow: 0,
  reset: 0,
  truncate: 0,
};

/** Draws the fate of one request, from one random number. */
export function lottery(rates: FaultRates, random: () => number): () => RandomFault | 'ok' {
  const odds = Object.entries(rates) as [RandomFault, number][];
  for (const [kind, rate] of odds) {
    if (!(kind in noFaults)) throw new RangeError(`there is no fault '${kind}'`);
    if (!(rate >= 0 && rate <= 1))
      throw new RangeError(`the rate of '${kind}' is not within 0 and 1: ${rate}`);
  }
  const sum = odds.reduce((total, [, rate]) => total + rate, 0);
  // Adding tenths leaves a little over.
  if (sum > 1 + 1e-9) throw new RangeError(`the rates add up to more than 1: ${sum}`);
  return () => {
    let draw = random();
    for (const [kind, rate] of odds) {
      if (draw < rate) return kind;
      draw -= rate;
    }
    return 'ok';
  };
}

export type Fault =
  /** Takes the place of the work. */
  | { readonly instead: Reply }
  /** Spoils the answer after the work, if it is one that `fits`. */
  | {
      fits?(reply: Reply): boolean;
      deliver(res: ServerResponse, reply: Reply): unknown;
    };

export interface FaultSettings {
  /** The headers of a 429 and a 503. */
  readonly hints: Readonly<Record<string, string>>;
  readonly slowMs: number;
  pause(ms: number): Promise<void>;
}

export function describeFaults({ hints, slowMs, pause }: FaultSettings): Record<FaultKind, Fault> {
  const broken = refusal(500, 'internal error');
  return {
    errorBefore: { instead: broken },
    throttle: { instead: refusal(429, 'too many requests', hints) },
    unavailable: { instead: refusal(503, 'service unavailable', hints) },
    lag: { instead: refusal(404, 'no such item') },

    errorAfter: { deliver: (res) => send(res, broken) },
    noSummary: { fits: hasSummary, deliver: (res, reply) => send(res, withoutSummary(reply)) },
    slow: {
      async deliver(res, reply) {
        await pause(slowMs);
        send(res, reply);
      },
    },
    reset: { deliver: (res) => res.socket?.resetAndDestroy() },
    truncate: { fits: ({ body }) => body !== undefined, deliver: sendHalf },
  };
}

const dropSummary = (name: string, value: unknown): unknown => (name === 'summary' ? undefined : value);

const withoutSummary = (reply: Reply): Reply => ({
  ...reply,
  body: JSON.parse(JSON.stringify(reply.body, dropSummary)),
});

const hasSummary = ({ status, body }: Reply): boolean =>
  status === 200 && JSON.stringify(body) !== JSON.stringify(body, dropSummary);
