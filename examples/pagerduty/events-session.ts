import { randomUUID } from 'node:crypto';
import { Accept, ConfigError, has, pdpyras, perStatus, type StatusActions } from 'holdfast';
import { RestClient, type RestOptions, type RestRequest, type RestResponse } from 'holdfast/rest';

export interface TriggerOptions {
  /** Events with the same key are one alert. Default: a new one, so that an event that is sent twice is still one. */
  readonly dedupKey?: string;
  readonly severity?: 'critical' | 'error' | 'warning' | 'info';
  readonly details?: object;
}

const policyFor = (actions: StatusActions) =>
  perStatus(actions, { maxTotal: 10, network: 3, maxRetries: 0, backoff: pdpyras() });

/** What both Events APIs have in common: events are only ever POSTed, and the key is in the body. */
abstract class EventsClient extends RestClient {
  override baseURL = 'https://events.pagerduty.com';
  /** A secret, although its name does not tell: what a server repeats of it is not printed either. */
  override client = { redact: ['routing_key'] };
  readonly #routingKey: string;

  constructor(routingKey: string, options: RestOptions = {}) {
    super(options);
    if (routingKey === '') throw new ConfigError(`${new.target.name}: expected a routing key`);
    this.#routingKey = routingKey;
  }

  /** Refused before anything is sent. */
  protected override async send(request: RestRequest): Promise<RestResponse> {
    if (request.method !== 'POST') throw new ConfigError(`${this.constructor.name}: only POST is permitted`);
    return super.send(request);
  }

  protected enqueue<T>(url: string, event: object, idempotencyKey?: string): Promise<T> {
    return this.post<T>(url, { routing_key: this.#routingKey, ...event }, { idempotencyKey });
  }
}

/** PagerDuty's Events API v2: alerts. */
export class EventsSession extends EventsClient {
  override policy = policyFor({ 500: 2, 502: 4, 503: 6, 504: 6 });

  /** Makes an alert, and returns the key to acknowledge and resolve it by. */
  trigger(summary: string, source: string, options: TriggerOptions = {}): Promise<string> {
    const { dedupKey = randomUUID(), severity = 'critical', details } = options;
    const payload = { summary, source, severity, custom_details: details };
    return this.#event('trigger', dedupKey, { payload });
  }

  acknowledge(dedupKey: string): Promise<string> {
    return this.#event('acknowledge', dedupKey);
  }

  resolve(dedupKey: string): Promise<string> {
    return this.#event('resolve', dedupKey);
  }

  /** A reply without the key that it promises is no success. */
  @Accept(has('dedup_key'))
  protected override async send(request: RestRequest): Promise<RestResponse> {
    return super.send(request);
  }

  async #event(action: string, dedupKey: string, more: object = {}): Promise<string> {
    if (typeof dedupKey !== 'string' || dedupKey === '')
      throw new ConfigError(`EventsSession: ${action}: expected the dedup_key of an alert`);
    const event = { event_action: action, dedup_key: dedupKey, ...more };
    const { dedup_key } = await this.enqueue<{ dedup_key: string }>('/v2/enqueue', event, dedupKey);
    return dedup_key;
  }
}

/** Change events: nobody is alerted, and there is no key. */
export class ChangeEventsSession extends EventsClient {
  override policy = policyFor({ 500: 2, 502: 4, 503: 6 });

  async submit(summary: string, { timestamp = new Date(), source = 'holdfast' } = {}): Promise<void> {
    const payload = { summary, source, timestamp: timestamp.toISOString() };
    await this.enqueue('/v2/change/enqueue', { payload }, randomUUID());
  }
}
