import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  AbortOn,
  Accept,
  Backoff,
  createClient,
  exponential,
  has,
  Idempotent,
  path,
  Retry,
  status,
  Timeout,
} from 'holdfast';

/** The token of the stock service's address. */
export const STOCK_URL = Symbol('STOCK_URL');

export interface Stock {
  readonly sku: string;
  readonly left: number;
}

/** A provider like any other. What is written on the class holds for every method that returns a promise. */
@Injectable()
@Retry({ maxRetries: 3 })
@Backoff(exponential({ initial: '20ms', jitter: 'full' }))
@Timeout({ attempt: '500ms', total: '5s' })
@AbortOn(status(404))
export class StockClient implements OnModuleDestroy {
  private readonly http;

  constructor(@Inject(STOCK_URL) url: string) {
    this.http = createClient({ baseURL: url });
  }

  @Accept(has('left'))
  async find(sku: string): Promise<Stock> {
    const { data } = await this.http.get<Stock>(path`/stock/${sku}`);
    return data;
  }

  @Idempotent()
  async reserve(sku: string): Promise<Stock> {
    const { data } = await this.http.post<Stock>(path`/reservations/${sku}`);
    return data;
  }

  /** Nest calls this when the application is closed: no socket is left behind. */
  async onModuleDestroy(): Promise<void> {
    await this.http.close();
  }
}
