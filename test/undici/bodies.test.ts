import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AxiosInstance } from 'axios';
import OldForm from 'form-data';
import { expect, onTestFinished, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

const bytes = new Uint8Array([0, 1, 2, 254, 255]);

/** Answers with what came, as it came. */
const echo: Step = async (req, res) => res.end((req as never as { text: string }).text ?? '');

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.txt'), content);
  return join(folder, 'a.txt');
}

const BODIES: [name: string, data: () => unknown, body: string, headers: object][] = [
  ['an object', () => ({ ü: 1 }), '{"ü":1}', { 'content-type': 'application/json', 'content-length': '8' }],
  ['text', () => 'ü', 'ü', { 'content-length': '2' }],
  ['a Buffer', () => Buffer.from('abc'), 'abc', { 'content-length': '3' }],
  ['an ArrayBuffer', () => new TextEncoder().encode('abc').buffer, 'abc', { 'content-length': '3' }],
  ['a typed array', () => new TextEncoder().encode('abc'), 'abc', { 'content-length': '3' }],
  [
    'URLSearchParams',
    () => new URLSearchParams({ a: 'x y', b: 'ü' }),
    'a=x+y&b=%C3%BC',
    { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
  ],
  // Chunked, or with its length where all of it was there in time.
  ['a stream', () => Readable.from(['ab', 'c']), 'abc', {}],
  ['a file', () => createReadStream(file('from a file')), 'from a file', { 'transfer-encoding': 'chunked' }],
  [
    'a Blob',
    () => new Blob(['abc'], { type: 'text/x-own' }),
    'abc',
    { 'content-type': 'text/x-own', 'content-length': '3' },
  ],
  ['a Blob of nothing', () => new Blob([]), '', { 'content-length': '0' }],
  ['nothing', () => undefined, '', { 'content-length': '0' }],
];

forAll(({ create, isUndici }) => {
  test.each(BODIES)('%s', async (_name, data, body, headers) => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url });
    for (const method of ['post', 'put', 'patch'] as const) await instance[method]('/', data());
    for (const request of server.requests) {
      expect(request.body).toBe(body);
      expect(request.headers).toMatchObject(headers);
    }
    expect(server.requests).toHaveLength(3);
  });

  test('with DELETE and GET too, and the connection is kept', async () => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url });
    await instance.delete('/', { data: { a: 1 } });
    await instance.request({ method: 'get', url: '/', data: 'abc' });
    await instance.get('/');
    expect(server.requests.map(({ body }) => body)).toEqual(['{"a":1}', 'abc', '']);
    expect(server.requests[2]?.headers['content-length']).toBeUndefined();
    expect(server.connections).toBe(1);
  });

  test('a stream of a known length is sent with it', async () => {
    const server = await serve(json({}));
    await create().post(server.url, Readable.from(['ab', 'c']), { headers: { 'Content-Length': '3' } });
    expect(server.requests[0]).toMatchObject({ body: 'abc', headers: { 'content-length': '3' } });
    expect(server.requests[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  test('a web stream (axios takes none)', async () => {
    const server = await serve(json({}));
    const sent = create().post(server.url, new Blob(['abc']).stream());
    if (isUndici) {
      await sent;
      expect(server.requests[0]?.body).toBe('abc');
    } else expect((await rejection(sent)).code).toBe('ERR_BAD_REQUEST');
  });

  test('what is no body is refused', async () => {
    const server = await serve(json({}));
    const error = await rejection(create().post(server.url, { a: 1 }, { transformRequest: (data) => data }));
    expect(error.code).toBe('ERR_BAD_REQUEST');
    expect(error.message).toBe(
      'Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream',
    );
    expect(server.connections).toBe(0);
  });

  test('FormData: fields, files and awkward names', async () => {
    const form = new FormData();
    form.append('a', 'ü\nline');
    form.append('quoted "name"', 'b');
    form.append('file', new File([bytes], 'f "1".bin', { type: 'application/x-own' }));
    form.append('blob', new Blob(['blob']));
    const { parsed, headers } = await sendForm(create(), form);
    expect(parsed.get('a')).toBe('ü\r\nline');
    expect(parsed.get('quoted "name"')).toBe('b');
    const sent = parsed.get('file') as File;
    expect([sent.name, sent.type]).toEqual(['f "1".bin', 'application/x-own']);
    expect(new Uint8Array(await sent.arrayBuffer())).toEqual(bytes);
    expect(await (parsed.get('blob') as File).text()).toBe('blob');
    expect(headers['content-length']).toMatch(/^\d+$/);
  });

  test('FormData without a file, of an object, and with a boundary of its own', async () => {
    const form = new FormData();
    form.append('a', '1');
    const { headers } = await sendForm(create(), form, {
      'Content-Type': 'multipart/form-data; boundary=0123456789abc',
    });
    expect(headers['content-type']).toBe('multipart/form-data; boundary=0123456789abc');
    const server = await serve(json({}));
    await create().postForm(server.url, { 'a[]': [1, 2], b: { c: 'x' } });
    expect(server.requests[0]?.body).toMatch(/name="a\[\]"[\s\S]*name="b\[c\]"/);
  });

  test('a form of the form-data package, with a stream in it, and its headers', async () => {
    const form = new OldForm();
    form.append('a', 'ü');
    form.append('file', createReadStream(file('from a file')), 'a.txt');
    const { parsed, headers } = await sendForm(create(), form);
    expect(parsed.get('a')).toBe('ü');
    expect(await (parsed.get('file') as File).text()).toBe('from a file');
    expect(headers['content-type']).toBe(form.getHeaders()['content-type']);
    expect(headers['content-length']).toMatch(/^\d+$/);
  });

  test('maxBodyLength, of bytes and of a stream', async () => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url, maxBodyLength: 10 });
    await instance.post('/', 'x'.repeat(10));
    await instance.post('/', Readable.from(['xxxxx', 'xxxxx']));
    for (const data of ['x'.repeat(11), Readable.from(['xxxxxx', 'xxxxx'])]) {
      const error = await rejection(instance.post('/', data));
      expect(error).toMatchObject({
        code: 'ERR_BAD_REQUEST',
        message: 'Request body larger than maxBodyLength limit',
      });
    }
  });

  test('onUploadProgress tells what has gone, of bytes and of a stream', async () => {
    const server = await serve(json({}));
    for (const [data, total] of [
      ['x'.repeat(300_000), 300_000],
      [Readable.from(['ab', 'c']), undefined],
    ] as const) {
      const events: any[] = [];
      await create().post(server.url, data, { onUploadProgress: (event) => events.push(event) });
      await expect.poll(() => events.at(-1)?.loaded).toBe(total ?? 3);
      expect(events.at(-1)).toMatchObject({ upload: true, lengthComputable: total !== undefined });
      expect(events.at(-1).total).toBe(total);
      expect(events.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total ?? 3);
    }
  });

  test('bytes that are counted on their way have a length all the same', async () => {
    const server = await serve(json({}));
    await create().put(server.url, Buffer.alloc(3_000_000), { onUploadProgress: () => {} });
    expect(server.requests[0]?.headers).toMatchObject({ 'content-length': '3000000' });
    expect(server.requests[0]?.headers['transfer-encoding']).toBeUndefined();
  });

  test('a stream that fails is the failure, and one that closes early is cancelled', async () => {
    const server = await serve(reply(200));
    const failing = Readable.from(
      (async function* () {
        yield 'a beginning';
        throw Object.assign(new Error('no more'), { code: 'EOWN' });
      })(),
    );
    const error = await rejection(create().post(server.url, failing));
    expect(error).toMatchObject({ isAxiosError: true, message: 'no more', code: 'EOWN' });
    const closing = new Readable({ read() {} });
    closing.push('a beginning');
    setTimeout(() => closing.destroy(), 30);
    const cancelled = await rejection(create().post(server.url, closing));
    expect(cancelled).toMatchObject({ code: 'ERR_CANCELED', message: 'Request stream has been aborted' });
  });

  test('an upload is held up by a server that reads slowly', async () => {
    const server = await serve(echo);
    let made = 0;
    const source = Readable.from(
      (function* () {
        for (; made < 200; made++) yield 'x'.repeat(20_000);
      })(),
      { objectMode: false },
    );
    await create({ maxRedirects: 0 }).post(server.url, source);
    expect(server.requests[0]?.body).toHaveLength(4_000_000);
  });
});

/** Sends a form, and has `Response` read it. */
async function sendForm(instance: AxiosInstance, form: unknown, own = {}) {
  let parsed = new FormData();
  const reader = createServer(async (req, res) => {
    const headers = { 'content-type': String(req.headers['content-type']) };
    parsed = await new Response(Readable.toWeb(req) as never, { headers }).formData();
    res.end(JSON.stringify(req.headers));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    reader.close();
    reader.closeAllConnections();
  });
  await new Promise((resolve) => reader.once('listening', resolve));
  const url = `http://127.0.0.1:${(reader.address() as AddressInfo).port}/`;
  const { data } = await instance.post(url, form, { headers: own });
  return { parsed, headers: data };
}
