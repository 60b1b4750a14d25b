/** Authorities and certificates of one's own, as internal services have them, over the pool. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ClientOptions, createClient } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

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
