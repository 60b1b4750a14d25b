/** Authorities and certificates of one's own, as internal services have them, over the pool. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import nodeTls, { rootCertificates, type TLSSocket } from 'node:tls';
import { type ClientOptions, createClient } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import { undici } from 'holdfast/undici';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

let faults: Awaited<ReturnType<typeof startFaultServer>>;
beforeAll(async () => {
  faults = await startFaultServer({ only: ['tls-good', 'tls-silent'] });
});
afterAll(() => faults.stop());

function client(options: ClientOptions) {
  const made = createClient(options);
  onTestFinished(() => made.close());
  return made;
}

test('an authority of one’s own is trusted, over kept connections that are counted', async () => {
  const trusting = client({ tls: { ca: faults.ca } });
  for (let n = 0; n < 3; n += 1) expect((await trusting.get(faults.url('tls-good'))).status).toBe(200);
  expect(trusting.stats()).toMatchObject({ requests: 3, connectionsOpened: 1, reused: 2 });
  await expect(client({}).get(faults.url('tls-good'))).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SIGNATURE/),
  });
});

test('the limit of connecting holds over them', async () => {
  const impatient = client({ tls: { ca: faults.ca }, timeouts: { connect: '50ms' } });
  await expect(impatient.get(faults.url('tls-silent'))).rejects.toMatchObject({
    name: 'ConnectTimeoutError',
  });
});

test('a server that asks for the client’s certificate gets it', async () => {
  const own = await generate([{ name: 'commonName', value: 'the caller' }], { keyType: 'ec' });
  const server = createServer(
    { key: own.private, cert: own.cert, ca: own.cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN),
  ).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const tls = { ca: own.cert, key: own.private, cert: own.cert, checkServerIdentity: () => undefined };
  expect((await client({ tls }).get(url)).data).toBe('the caller');
});

const TRANSPORTS: [name: string, options: ClientOptions][] = [
  ['node:http', {}],
  ['undici', { transport: undici() }],
];

/** How often Node has read authorities, or taken its own. */
function readings() {
  const spy = vi.spyOn(nodeTls, 'createSecureContext');
  onTestFinished(() => spy.mockRestore());
  return spy.mock.calls;
}

test.each(TRANSPORTS)('over %s, authorities are read once for all connections', async (_, options) => {
  const url = faults.url('tls-good');
  const trusting = client({ tls: { ca: [String(faults.ca)] }, ...options });
  const careless = client({ tls: { rejectUnauthorized: false }, ...options });
  const read = readings();
  for (const api of [trusting, careless]) {
    await Promise.all([api.get(url), api.get(url), api.get(url)]);
    expect(api.stats().connectionsOpened).toBe(3);
  }
  // Those of Node may be exchanged by `tls.setDefaultCACertificates` at any time.
  expect(read.map(([context]) => context?.ca)).toEqual([[faults.ca], undefined, undefined, undefined]);
});

test.each(TRANSPORTS)(
  'over %s, authorities that cannot be read are an error of each request',
  async (_, options) => {
    const broken = client({ tls: { ca: 'no authority' }, ...options });
    for (let n = 0; n < 2; n += 1)
      await expect(broken.get(faults.url('tls-good'))).rejects.toMatchObject({ message: /PEM/ });
  },
);

test('what is said otherwise afterwards holds', async () => {
  const url = faults.url('tls-good');
  const api = client({ tls: { ca: faults.ca } });
  expect((await api.get(url)).status).toBe(200);
  const other = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  Object.assign(api.defaults.httpsAgent.options, { ca: other.cert });
  await expect(api.get(url)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE/) });
  Object.assign(api.defaults.httpsAgent.options, { ca: faults.ca });
  expect((await api.get(url)).status).toBe(200);
  expect(api.stats()).toMatchObject({ requests: 3, connectionsOpened: 1, reused: 1 });
});

test('no name of a connection is put together of them, for each request would look for it', async () => {
  const api = client({ tls: { ca: [...rootCertificates, String(faults.ca)] } });
  for (let n = 0; n < 3; n += 1) await api.get(faults.url('tls-good'));
  expect(api.stats()).toMatchObject({ connectionsOpened: 1, reused: 2 });
  expect(Object.keys(api.defaults.httpsAgent.freeSockets).join().length).toBeLessThan(200);
});
