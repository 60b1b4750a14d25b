/** A `family` that is none was refused once; whoever asked for the same host after that waited for the first one's answer. */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';

test.each([
  ['node:http', undefined],
  ['undici', undici()],
])('it is refused each time, over %s', async (_name, transport) => {
  const client = createClient({ baseURL: 'http://localhost:1', proxy: false, transport });
  onTestFinished(() => client.close());
  for (let n = 0; n < 2; n += 1)
    await expect(client.get('/', { family: 5 } as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARG_VALUE',
    });
});
