import { setTimeout as wait } from 'node:timers/promises';
import { isAxiosError } from 'axios';
import {
  Accept,
  anyOf,
  attemptsOf,
  constant,
  createClient,
  type HoldfastClient,
  HoldfastError,
  has,
  Retry,
  Timeout,
} from 'holdfast';
import type { FaultName, FaultServer } from 'holdfast/faults';
import type { Case, Expected } from './cases.js';

export type Method = 'get' | 'post';

/** No fault may hold a call for longer, in milliseconds, however slow the machine. */
export const LONGEST = 10_000;

const RETRIES = { maxRetries: 2, maxHint: 50, backoff: constant(1) };
/** Of the item that most faults have, or of what hamms answers when it is well. */
const ANSWER = anyOf(has('summary'), has('success'));

/** The methods as a user would decorate them: nothing is stated but limits, and what a good answer is. */
@Timeout({ total: LONGEST })
class Items {
  readonly http: HoldfastClient;

  constructor(http: HoldfastClient) {
    this.http = http;
  }

  @Retry(RETRIES)
  @Accept(ANSWER)
  async get(url: string): Promise<unknown> {
    return (await this.http.get(url)).data;
  }

  @Retry(RETRIES)
  @Accept(ANSWER)
  async post(url: string): Promise<unknown> {
    return (await this.http.post(url, { summary: 'buy milk' })).data;
  }
}

/** For faults that go on and on: the others must not depend on how fast the machine is. */
@Timeout({ attempt: '300ms', total: LONGEST })
class ImpatientItems extends Items {}

/** Whether it is the limit of the attempts that ends them. */
export const isEndless = ({ get }: Case): boolean => get[0].startsWith('AttemptTimeoutError');

/** Makes one decorated call against a fault. */
export async function call(faults: FaultServer, given: Case, method: Method): Promise<Expected> {
  const { fault, params, path = '', warmUp = 0, pause = 0, client } = given;
  const address = new URL(faults.url(fault as FaultName, params as object));
  const url = path === '' ? address.href : new URL(path, address).href;
  const http = createClient({ ...(faults.ca !== undefined && { tls: { ca: faults.ca } }), ...client });
  const items = isEndless(given) ? new ImpatientItems(http) : new Items(http);
  try {
    for (let n = 0; n < warmUp; n += 1) await items.get(url).catch(() => {});
    await wait(pause);
    const before = faults.requests(fault).length;
    const ended: { value: unknown } | { error: unknown } = await items[method](url).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await quiet(http);
    const history = attemptsOf('value' in ended ? ended.value : ended.error);
    const outcome =
      'value' in ended ? valueIn(ended.value) : `${nameOf(ended.error)} (${history.at(-1)?.failure})`;
    return [outcome, history.length, faults.requests(fault).length - before];
  } finally {
    await http.close();
  }
}

/** Throws if connections stay in use; the end of one takes a few turns of the event loop. */
async function quiet(http: HoldfastClient): Promise<void> {
  for (let turns = 0; http.stats().active + http.stats().queued > 0; turns += 1) {
    if (turns === 100) throw new Error(`goes on after its call: ${JSON.stringify(http.stats())}`);
    await wait(10);
  }
}

function valueIn(value: unknown): string {
  const { summary, success } = Object(value);
  return summary === 'buy milk' || success === true ? 'the answer' : `odd: ${JSON.stringify(value)}`;
}

function nameOf(error: unknown): string {
  const { name, code, response } = error as { name: string; code?: string; response?: { status: number } };
  if (HoldfastError.is(error)) return name;
  if (!isAxiosError(error)) return `odd: ${String(error)}`;
  return code?.startsWith('ERR_BAD') && response !== undefined
    ? `${code}, status ${response.status}`
    : String(code);
}
