import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { ConfigError } from 'holdfast';
import { defineFault, FAULTS, startFaultServer } from 'holdfast/faults';
import { expect, test } from 'vitest';
import { ask, dial, start } from './wire.js';

const refusal = async (port: number): Promise<string | undefined> => {
  const [error] = await once(connect(port, '127.0.0.1'), 'error');
  return error.code;
};

test('each fault has a port of its own and an address with its parameters', async () => {
  const faults = await start();
  expect(new Set(faults.faults.map(({ port }) => port)).size).toBe(Object.keys(FAULTS).length);
  expect(faults.url('status', { status: 503 })).toBe(`http://127.0.0.1:${faults.port('status')}/?status=503`);
  expect(faults.url('status')).toBe(`http://127.0.0.1:${faults.port(9)}/`);
  expect((await fetch(faults.url('status', { status: 503 }))).status).toBe(503);
});

test('every fault is found under its own name and tells what it does in one line', () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    expect(fault.name).toBe(name);
    expect(fault.summary, name).toMatch(/^[A-Z0-9].{10,90}[^.]$/);
  }
});

test('what has reached the server is on record', async () => {
  const faults = await start({ only: ['status', 'silent'] });
  await fetch(faults.url('status', { status: 201 }), {
    method: 'POST',
    body: 'four',
    headers: { 'X-Test': 'yes' },
  });
  const silent = await ask(faults.url('silent'), {
    method: 'PUT',
    headers: { 'X-Test': 'raw' },
    body: 'three',
  });
  await expect.poll(() => faults.requests()).toHaveLength(2);
  expect(faults.requests('status')).toMatchObject([
    { fault: 'status', method: 'POST', url: '/?status=201', bodyBytes: 4, connection: 1 },
  ]);
  expect(faults.requests('status')[0]?.headers).toMatchObject({ 'x-test': 'yes' });
  expect(faults.requests('silent')).toMatchObject([
    { fault: 'silent', method: 'PUT', url: '/', bodyBytes: 5, headers: { 'x-test': 'raw' }, connection: 1 },
  ]);
  expect(silent.text).toBe('');
  await faults.reset();
  expect(faults.requests()).toEqual([]);
  expect(await silent.over()).toMatch(/end|ECONNRESET/);
});

test('stopping frees every port at once, also under connections that wait', async () => {
  const faults = await startFaultServer();
  const wires = await Promise.all([
    ask(faults.url('silent')),
    dial(faults.port('silent')),
    dial(faults.port('status')),
  ]);
  const ports = faults.faults.map(({ port }) => port);
  await Promise.all([faults.stop(), faults.stop()]);
  await faults.stop();
  await Promise.all(wires.map((wire) => wire.over()));
  for (const port of ports) expect(await refusal(port)).toBe('ECONNREFUSED');
});

test('nothing listens on the port that refuses, and nobody else can have it', async () => {
  const faults = await start({ only: ['refused'] });
  expect(await refusal(faults.port('refused'))).toBe('ECONNREFUSED');
  const thief = createServer();
  const [error] = await once(thief.listen(faults.port(0), '127.0.0.1'), 'error');
  expect(error.code).toBe('EADDRINUSE');
});

test("with a base port, hamms' faults have hamms' ports, whichever are started", async () => {
  const faults = await start({ basePort: 15_500, only: ['refused', 'silent', 'status'] });
  expect(faults.faults.map(({ port }) => port)).toEqual([15_500, 15_501, 15_509]);
  expect(faults.port(9)).toBe(15_509);
  expect(await refusal(15_500)).toBe('ECONNREFUSED');
  expect((await fetch('http://127.0.0.1:15509/?status=404')).status).toBe(404);
});

test('a port that is taken fails the start, which then leaves nothing open', async () => {
  const faults = await start({ basePort: 15_600, only: ['status'] });
  expect(faults.port('status')).toBe(15_609);
  await expect(startFaultServer({ basePort: 15_600, only: ['silent', 'status'] })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port: 15_609,
  });
  expect(await refusal(15_601)).toBe('ECONNREFUSED');
});

test('it listens on the loopback interface only', async () => {
  const faults = await start({ only: ['status'] });
  const outside = Object.values((await import('node:os')).networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4');
  if (outside === undefined) return;
  const [error] = await once(connect(faults.port('status'), outside.address), 'error');
  expect(error.code).toBe('ECONNREFUSED');
});

test('a fault of your own runs beside the others', async () => {
  const teapot = defineFault({
    name: 'teapot',
    summary: 'Refuses to brew coffee',
    params: { status: 418, pot: ['short', 'stout'] },
    serve: () => ({ http: ({ res, params }) => res.writeHead(params.status).end(params.pot) }),
  });
  const faults = await start({ only: ['status'], add: [teapot] });
  const response = await fetch(faults.url(teapot, { pot: 'stout' }));
  expect([response.status, await response.text()]).toEqual([418, 'stout']);
});

test('a fault that fails by mistake says so', async () => {
  const broken = defineFault({
    name: 'broken',
    summary: 'Throws what it should not',
    serve: () => ({
      http() {
        throw new Error('oops');
      },
    }),
  });
  const faults = await start({ only: [], add: [broken] });
  const response = await fetch(faults.url(broken));
  expect([response.status, await response.text()]).toEqual([500, '{"error":"Error: oops"}']);
});

test('parameters in a query that make no sense are answered with 400', async () => {
  const faults = await start({ only: ['status'] });
  const response = await fetch(`${faults.url('status')}?status=many`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(`parameter 'status': expected a number, got \\"many\\"`);
});

test('a path may begin with two slashes; an address that is none is answered with 400', async () => {
  const faults = await start({ only: ['status'] });
  const { host, port } = new URL(faults.url('status'));
  for (const [target, status] of [
    ['//items/7?status=503', 503],
    ['//?status=503', 503],
    ['http://[oops/', 400],
  ] as const) {
    const wire = await dial(Number(port));
    wire.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await wire.seen(`HTTP/1.1 ${status} `);
  }
});

test.each<[string, object, RegExp]>([
  ['an unknown option', { bassPort: 1 }, /unknown option 'bassPort'/],
  ['a port beyond the last', { basePort: 65_535 }, /'basePort': expected a port from 0 to 65\d+, got 65535/],
  ['a port that is none', { basePort: '5500' }, /'basePort': expected a port/],
  ['a fault that nobody knows', { only: ['staus'] }, /unknown fault "staus"; did you mean 'status'\?/],
  ['a name instead of a list', { only: 'status' }, /'only': expected a list of names/],
  ['a seed that is none', { seed: 'x' }, /expected a whole number as the seed/],
  ['an empty host', { host: '' }, /'host': expected an address/],
  ['hamms of another type', { hamms: 'yes' }, /'hamms': expected true or false/],
  ['a listener that is none', { onRequest: 1 }, /'onRequest': expected a function/],
  ['a fault instead of a list', { add: 'teapot' }, /'add': expected a list of faults/],
  ['a fault that is none', { add: [{ name: 'teapot' }] }, /'add': expected a list of faults/],
  ['a name that fits nowhere', { add: [{ name: 'Tea pot', params: {} }] }, /a name in lower case/],
  [
    'a port of hamms',
    { add: [{ name: 'tea', params: {}, hamms: 9 }] },
    /'tea': the ports of hamms are taken/,
  ],
  ['a second fault of one name', { add: [FAULTS.httpbin] }, /'add': there is a fault 'httpbin' already/],
])('%s is refused', async (_, options, message) => {
  await expect(startFaultServer(options)).rejects.toThrow(message);
  await expect(startFaultServer(options)).rejects.toThrow(ConfigError);
});

test('unknown faults and parameters are refused, with the likeliest name', async () => {
  const faults = await start({ only: ['status'] });
  // @ts-expect-error
  expect(() => faults.url('status', { staus: 503 })).toThrow(
    /unknown parameter 'staus'; did you mean 'status'\?/,
  );
  // @ts-expect-error
  expect(() => faults.url('status', { status: '503' })).toThrow(/'status': expected a number, got "503"/);
  // @ts-expect-error
  expect(() => faults.url('stats')).toThrow(/no fault "stats" is running; did you mean 'status'\?/);
  expect(() => faults.port(5)).toThrow(/no fault 5 is running; known are status/);
});
