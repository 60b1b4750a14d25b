/** Each public thing has an example in its docstring, and each example runs. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as holdfast from 'holdfast';
import * as faultServer from 'holdfast/faults';
import * as rest from 'holdfast/rest';
import * as testing from 'holdfast/testing';
import * as overUndici from 'holdfast/undici';
import { expect, test } from 'vitest';
import { json, serve } from './support/server.js';

const sources = readdirSync(new URL('../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8'))
  .join('\n');

const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export (?:async )?(?:abstract )?(?:function|const|class) (\w+)/g;
const examples = new Map(
  [...sources.matchAll(DOCUMENTED)].map(([, doc = '', name = '']) => [
    name,
    /@example\n([\s\S]*?)(?:\n \* @|$)/
      .exec(doc)?.[1]
      ?.replaceAll(/^ *\* ?/gm, '')
      .trim(),
  ]),
);

const modules = [holdfast, faultServer, rest, testing, overUndici];
const names = [...new Set(modules.flatMap((module) => Object.keys(module)))];
const cache = new URL('../node_modules/.cache/holdfast-examples/', import.meta.url);

/** What the examples take for granted. */
const PRELUDE = `
import axios from 'axios';
import { z } from 'zod';
import * as holdfast from 'holdfast';
import * as faultServer from 'holdfast/faults';
import * as rest from 'holdfast/rest';
import * as testing from 'holdfast/testing';
import * as overUndici from 'holdfast/undici';
const { ${names.join(', ')} } = { ...holdfast, ...faultServer, ...rest, ...testing, ...overUndici };
const sleepless = { log() {} };
export default async ({ url, client, request }) => {
  const console = sleepless, freshToken = async () => 'fresh', credentials = {};
  const own = client;`;

function moduleOf(code: string, name: string): string {
  const text = code
    .replaceAll('https://api.example.com', "' + url + '")
    .replaceAll("'' + ", '')
    .replaceAll(" + ''", '');
  const isClass = /^(@|class )/m.test(text);
  const api =
    /\bapi\b/.test(text) && !/const api\b/.test(text)
      ? 'const api = { getItem: () => own.get("/items/7") };'
      : '';
  if (isClass) {
    const [, defined = name] = /class (\w+)/.exec(text) ?? [];
    return `${PRELUDE}\n${text}\nconst it = new ${defined}(); if (!('http' in it)) it.http = own;
      await it.getItem?.('7'); await it.addItem?.('x'); return it;\n};`;
  }
  const expression = /^[^;]*$/.test(text.replace(/\/\/.*$/, '')) && !text.startsWith('try');
  return `${PRELUDE}\n${api}\n${expression ? `return ${text.replace(/\/\/.*$/, '')};` : `${text}\nreturn true;`}\n};`;
}

test.each(names)('%s', async (name) => {
  const code = examples.get(name);
  expect(code, `${name} has no @example`).toBeDefined();
  mkdirSync(cache, { recursive: true });
  const file = new URL(`${name}.ts`, cache);
  writeFileSync(file, moduleOf(code as string, name));
  const server = await serve(json({ id: '7', summary: 'buy milk' }));
  const client = holdfast.createClient({ baseURL: server.url });
  try {
    const { default: run } = await import(/* @vite-ignore */ file.pathname);
    const value = await run({ url: server.url, client, request: new AbortController() });
    expect(value).toBeDefined();
    promisedDelays(code as string).forEach((delay, index, delays) => {
      expect(
        value(index + 1, delays[index - 1], () => 0.5),
        `delay ${index + 1} of ${code}`,
      ).toBe(delay);
    });
  } finally {
    await client.close();
  }
});

/** The delays that the comment beside a backoff tells: `// 1 s, 1.5 s, 2 s, ...` */
function promisedDelays(code: string): number[] {
  const comment = /\/\/ ((?:[\d.]+ m?s, )+)\.\.\.$/.exec(code)?.[1] ?? '';
  return [...comment.matchAll(/([\d.]+) (m?s)/g)].map(([, n, unit]) => Number(n) * (unit === 's' ? 1000 : 1));
}
