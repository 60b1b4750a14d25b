import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { get, Agent as HttpsAgent } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { ConfigError, ConnectTimeoutError, createClient, resilient } from 'holdfast';
import { defineFault, type FaultName, startFaultServer } from 'holdfast/faults';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCertificates } from '../../../src/faults/tls/certificates.js';
import { dial, start } from '../wire.js';

const NAMES = [
  'tls-good',
  'tls-expired',
  'tls-wrong-host',
  'tls-self-signed',
  'tls-old-version',
  'tls-closed',
  'tls-silent',
] as const satisfies FaultName[];

let faults: Awaited<ReturnType<typeof startFaultServer>>;
beforeAll(async () => {
  faults = await startFaultServer({ only: NAMES });
});
afterAll(() => faults.stop());

/** A TLS client that trusts the server's authority. */
function handshake(name: FaultName, options: ConnectionOptions = {}): TLSSocket {
  const port = faults.port(name);
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: faults.ca, ...options });
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** The protocol that was agreed on, or the code of the error. */
async function outcome(name: FaultName, options: ConnectionOptions = {}): Promise<string | null> {
  const socket = handshake(name, options);
  return new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(socket.getProtocol()));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

test('the good one is trusted by its authority, and by that alone', async () => {
  expect(await outcome('tls-good')).toBe('TLSv1.3');
  expect(await outcome('tls-good', { servername: '' })).toBe('TLSv1.3');
  expect(await outcome('tls-good', { ca: undefined })).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  const url = faults.url('tls-good');
  expect(url).toBe(`https://127.0.0.1:${faults.port('tls-good')}/`);
  const [reply] = await once(get(url, { ca: faults.ca, agent: false }), 'response');
  expect(JSON.parse(await text(reply))).toEqual({ id: '7', summary: 'buy milk', done: false });
});

test('expired, wrong host and self-signed fail for that reason and no other', async () => {
  expect(await outcome('tls-expired')).toBe('CERT_HAS_EXPIRED');
  expect(await outcome('tls-wrong-host')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await outcome('tls-wrong-host', { servername: 'wrong-host.invalid' })).toBe('TLSv1.3');
  expect(await outcome('tls-self-signed')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  for (const name of ['tls-expired', 'tls-wrong-host', 'tls-self-signed'] as const) {
    expect(await outcome(name, { rejectUnauthorized: false }), name).toBe('TLSv1.3');
  }
});

test('the old versions refuse new clients, and take those of their time', async () => {
  const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  expect(await outcome('tls-old-version')).toMatch(
    /ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)/,
  );
  expect(await outcome('tls-old-version', { ...old, maxVersion: 'TLSv1.1' })).toBe('TLSv1.1');
  expect(await outcome('tls-old-version', { ...old, maxVersion: 'TLSv1' })).toBe('TLSv1');
});

test('closed: the handshake succeeds, and then the connection is over', async () => {
  const socket = handshake('tls-closed');
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
  });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  expect(received).toBe(0);
  expect(faults.requests('tls-closed')).toEqual([]);
});

test('silent: it takes the connection and the ClientHello, and never answers', async () => {
  const socket = handshake('tls-silent');
  let isSecure = false;
  socket.once('secureConnect', () => {
    isSecure = true;
  });
  await once(socket, 'connect');
  await expect.poll(() => faults.requests('tls-silent').length).toBe(1);
  await wait(50);
  expect([isSecure, socket.bytesRead, socket.destroyed]).toEqual([false, 0, false]);
});

test('who speaks plain HTTP to TLS is closed, and the server goes on', async () => {
  const wire = await dial(faults.port('tls-good'));
  wire.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await wire.over();
  expect(wire.text).not.toContain('HTTP/');
  expect(await outcome('tls-good')).toBe('TLSv1.3');
});

test('a careful policy gives up on a bad certificate after one connection', async () => {
  const agent = new HttpsAgent({ ca: faults.ca });
  const client = createClient({ httpsAgent: agent });
  onTestFinished(() => client.close());
  const policy = resilient({ maxRetries: 3, backoff: () => 1 });
  const call = (name: FaultName) => policy.call(() => client.get(faults.url(name)));
  await expect(call('tls-expired')).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  await expect(call('tls-wrong-host')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  await expect(call('tls-self-signed')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect((await call('tls-good')).status).toBe(200);
  agent.destroy();
});

test('a handshake that hangs ends with the limit for connecting', async () => {
  const client = createClient({ timeouts: { connect: '100ms' } });
  onTestFinished(() => client.close());
  await expect(client.get(faults.url('tls-silent'))).rejects.toSatisfy(
    (error) => error instanceof ConnectTimeoutError || (error as Error).cause instanceof ConnectTimeoutError,
  );
});

test('the certificates are made for each server, and for the address it listens on', async () => {
  const [one, other] = await Promise.all([makeCertificates('10.0.0.7'), makeCertificates('api.test')]);
  expect(one.ca).not.toBe(other.ca);
  const parsed = new X509Certificate(one.good.cert);
  for (const ip of ['127.0.0.1', '::1', '10.0.0.7']) expect(parsed.checkIP(ip), ip).toBeDefined();
  expect(parsed.checkHost('localhost')).toBeDefined();
  expect(parsed.checkIP('10.0.0.8')).toBeUndefined();
  expect(new X509Certificate(other.good.cert).checkHost('api.test')).toBeDefined();
  const authority = new X509Certificate(one.ca);
  for (const [kind, isIssued] of Object.entries({
    good: true,
    expired: true,
    wrongHost: true,
    selfSigned: false,
  })) {
    const leaf = new X509Certificate(one[kind as 'good'].cert);
    expect(leaf.verify(authority.publicKey), kind).toBe(isIssued);
    expect(leaf.ca, kind).toBe(false);
  }
});

test('faults of your own can have them, if they say so', async () => {
  const own = defineFault({
    name: 'own',
    summary: 'Speaks TLS and hangs',
    scheme: 'https',
    needs: 'certificates',
    serve: ({ certificates }) => ({ tls: certificates.good, http: () => {} }),
  });
  const server = await start({ only: [], add: [own] });
  const socket = connect({
    port: server.port(own),
    host: '127.0.0.1',
    servername: 'localhost',
    ca: server.ca,
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');

  const forgetful = defineFault({
    name: 'forgetful',
    summary: 'Wants certificates and does not say so',
    serve: ({ certificates }) => ({ tls: certificates.good }),
  });
  const failure = await startFaultServer({ only: [], add: [forgetful] }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect(String(failure)).toContain("fault 'forgetful': declare needs: 'certificates'");
});

test('without faults of TLS there are no certificates', async () => {
  expect((await start({ only: ['status', 'tls-silent'] })).ca).toBeUndefined();
});
