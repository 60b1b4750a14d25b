/** A NestJS application over a service that fails. Run it by `npm run example:nestjs`. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { shop } from './app.module.js';
import { type Fault, startStockService } from './stock-service.js';

async function bootstrap(): Promise<void> {
  const stock = await startStockService();
  const app = await NestFactory.create(shop(stock.url), { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();

  async function show(method: string, path: string, faults: readonly Fault[]): Promise<void> {
    stock.fail(...faults);
    const before = stock.requests.length;
    const response = await fetch(url + path, { method, headers: { 'x-api-key': 'let me in' } });
    const sent = stock.requests.length - before;
    const trouble = faults.length === 0 ? 'nothing' : faults.join(', ');
    console.log(`${method} ${path}`);
    console.log(`  fails upstream: ${trouble}; requests sent: ${sent}`);
    console.log(`  ${response.status} ${await response.text()}\n`);
  }

  try {
    await show('GET', '/stock/7', []);
    await show('GET', '/stock/7', [503, 'incomplete', 'silent']);
    await show('GET', '/stock/unknown', []);
    await show('GET', '/stock/7', [500, 500, 500, 500]);
    await show('POST', '/stock/7/reservations?fails=2', ['silent']);
    console.log(`the two POSTs upstream had one key: ${new Set(stock.keys).size === 1}`);
  } finally {
    await app.close();
    await stock.stop();
  }
}

void bootstrap();
