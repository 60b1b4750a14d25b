/** A real NestJS application, called over HTTP: Nest and holdfast must not take each other's decorators away. */
import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { shop } from '../../examples/nestjs/app.module.js';
import { StockClient } from '../../examples/nestjs/stock.client.js';
import { StockController } from '../../examples/nestjs/stock.controller.js';
import { type StockService, startStockService } from '../../examples/nestjs/stock-service.js';

let stock: StockService;
let app: INestApplication;
let url: string;

beforeAll(async () => {
  stock = await startStockService();
  app = await NestFactory.create(shop(stock.url), { logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await stock.stop();
});

/** What the shop answers, and how many requests the service behind it got meanwhile. */
async function ask(path: string, init: RequestInit = {}) {
  const before = stock.requests.length;
  const response = await fetch(url + path, { ...init, headers: { connection: 'close', ...init.headers } });
  const body = await response.json();
  return { status: response.status, headers: response.headers, body, sent: stock.requests.length - before };
}
const allowed = { method: 'POST', headers: { 'x-api-key': 'let me in' } };

test('a route, its parameter and its header are there although our decorator stands above them', async () => {
  const { status, headers, body, sent } = await ask('/stock/7');
  expect([status, body, sent]).toEqual([200, { sku: '7', left: 3 }, 1]);
  expect(headers.get('cache-control')).toBe('max-age=5');
});

test('what Nest was told about a handler can be read from it', () => {
  const reflector = app.get(Reflector);
  expect(reflector.get('audience', StockController.prototype.find)).toBe('public');
  expect(StockController.prototype.find).toHaveLength(1);
  expect(StockController.prototype.find.name).toBe('find');
});

test('a provider retries what fails, and what lacks a field, before the caller hears of it', async () => {
  stock.fail(503, 'incomplete', 'silent');
  const { status, body, sent } = await ask('/stock/7');
  expect([status, body, sent]).toEqual([200, { sku: '7', left: 3 }, 4]);
});

test('a guard stands before a handler that our decorators enclose', async () => {
  const runs = app.get(StockController).runs;
  const { status, sent } = await ask('/stock/7/reservations', { method: 'POST' });
  expect([status, sent]).toEqual([403, 0]);
  expect(app.get(StockController).runs, 'the handler did not run').toBe(runs);
});

test('decorators around Nest’s and between them make one policy, on the controller that Nest made', async () => {
  app.get(StockController).runs = 0;
  const { status, body, sent } = await ask('/stock/7/reservations?fails=2', allowed);
  expect([status, body, sent]).toEqual([202, { sku: '7', left: 3 }, 1]);
  expect(app.get(StockController).runs).toBe(3);
});

test('an idempotent POST is repeated under one key', async () => {
  app.get(StockController).runs = 0;
  const before = stock.keys.length;
  stock.fail(500, 500);
  const { status, sent } = await ask('/stock/7/reservations', allowed);
  const keys = stock.keys.slice(before);
  expect([status, sent]).toEqual([202, 3]);
  expect(keys[0]).toBeTruthy();
  expect(new Set(keys).size).toBe(1);
});

test('what failed to the end is told to the caller, by the status that fits and without a retry too many', async () => {
  expect(await ask('/stock/unknown')).toMatchObject({ status: 404, body: { attempts: 1 }, sent: 1 });
  stock.fail(500, 500, 500, 500);
  expect(await ask('/stock/7')).toMatchObject({ status: 502, body: { attempts: 4 }, sent: 4 });
  stock.fail('silent', 'silent', 'silent', 'silent');
  expect(await ask('/stock/7')).toMatchObject({ status: 504, sent: 4 });
});

test('closing the application closes its clients', async () => {
  const second = await NestFactory.create(shop(stock.url), { logger: false });
  onTestFinished(() => second.close());
  await second.init();
  const client = second.get(StockClient);
  await client.find('7');
  await second.close();
  await expect(client.find('7')).rejects.toThrow('closed');
});
