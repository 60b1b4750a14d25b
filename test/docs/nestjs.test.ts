/** The page about NestJS: its snippets in real applications, over the real `HttpService`. */
import 'reflect-metadata';
import { HttpService } from '@nestjs/axios';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { attemptsOf, createClient, Retry } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { hang, json, reply, type Step, serve } from '../support/server.js';
import { snippets } from '../support/snippets.js';

const page = snippets('docs/nestjs.md');

/** An application of the module that a snippet makes, and the server that it calls. */
async function application(name: string, steps: readonly Step[]) {
  const stock = await serve(steps);
  const made = (await page[name]?.({ stockUrl: stock.url })) ?? {};
  const module = Object.values(made).find((it) => /Module$/.test(it.name));
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  onTestFinished(() => app.close());
  return { app, stock, made };
}

test('behind HttpService, a client retries and keeps its connection', async () => {
  const steps = [reply(503), json({ sku: '7' }), json({ sku: '7', left: 3 })];
  const { app, stock, made } = await application('service', steps);
  const found = await app.get(made.StockClient).find('7');
  expect(found).toEqual({ sku: '7', left: 3 });
  expect(attemptsOf(found).map(({ status }) => status)).toEqual([503, 200, 200]);
  expect(stock.requests.map(({ url }) => url)).toEqual(Array(3).fill('/stock/7'));
  expect(app.get(HttpService).axiosRef).toBe(made.client);
  // HttpService cancels each request once it is over, which must cost no connection.
  expect(made.client.stats()).toMatchObject({ requests: 3, connectionsOpened: 1 });
});

test('the instance of HttpModule follows the attempt once it is attached', async () => {
  const { app, stock, made } = await application('attached', [reply(503), json({ sku: '7' }, 201)]);
  expect(await app.get(made.Reservations).reserve('7')).toEqual({ sku: '7' });
  const [key, ...others] = stock.requests.map(({ headers }) => headers['idempotency-key']);
  expect([typeof key, others]).toEqual(['string', [key]]);
});

test('when the caller has gone, so do the requests behind it', async () => {
  const { EndWithCaller } = (await page.gone?.()) ?? {};
  const { server, http } = await clientFor([hang()]);

  class Upstream {
    @Retry()
    find() {
      return http.get('/stock/7');
    }
  }
  @Controller()
  class StockController {
    @Inject(Upstream) readonly upstream!: Upstream;

    @Get('stock')
    async find() {
      return (await this.upstream.find()).data;
    }
  }
  @Module({ controllers: [StockController], providers: [Upstream] })
  class ShopModule {}

  const app = await NestFactory.create(ShopModule, { logger: false });
  onTestFinished(() => app.close());
  app.useGlobalInterceptors(new EndWithCaller());
  await app.listen(0, '127.0.0.1');
  const caller = createClient();
  onTestFinished(() => caller.close());
  const gone = new AbortController();
  const asked = caller.get(`${await app.getUrl()}/stock`, { signal: gone.signal });
  asked.catch(() => {});
  await expect.poll(() => server.requests.length).toBe(1);
  gone.abort();
  await server.closed(1);
  expect(server.requests, 'and is not retried').toHaveLength(1);
});

test('a caller that waits gets its answer through the same interceptor', async () => {
  const { EndWithCaller } = (await page.gone?.()) ?? {};
  @Controller()
  class Hello {
    @Get()
    hello() {
      return { hello: 'world' };
    }
    @Get('nothing')
    nothing() {}
  }
  @Module({ controllers: [Hello] })
  class HelloModule {}
  const app = await NestFactory.create(HelloModule, { logger: false });
  onTestFinished(() => app.close());
  app.useGlobalInterceptors(new EndWithCaller());
  await app.listen(0, '127.0.0.1');
  const caller = createClient({ baseURL: await app.getUrl() });
  onTestFinished(() => caller.close());
  expect((await caller.get('/')).data).toEqual({ hello: 'world' });
  expect((await caller.get('/nothing')).data).toBe('');
});
