/** The error of a body that broke off was called `Error`, and not `AxiosError` as with axios. */
import axios from 'axios';
import { expect, test } from 'vitest';
import { serve, truncate } from '../support/server.js';
import { forAll, rejection } from '../undici/contestants.js';

forAll(({ create, isOurs }) => {
  test('it has the name of its class, and tells what it was caused by', async () => {
    const server = await serve(truncate());
    const error = await rejection(create().get(server.url));
    expect(error).toBeInstanceOf(axios.AxiosError);
    expect(error).toMatchObject({ name: 'AxiosError', code: 'ERR_BAD_RESPONSE', response: { status: 200 } });
    expect(error.message).toBe('stream has been aborted');
    if (isOurs) expect(error.cause).toBeInstanceOf(Error);
  });
});
