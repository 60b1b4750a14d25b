import { defineFault } from '../fault.js';
import { rawReply } from '../raw-reply.js';
import { ITEM } from '../reply.js';

/** `all` without `count` of its bytes, which are drawn from those behind `from`. */
function without(all: Buffer, count: number, from: number, random: () => number): Buffer {
  const left = [...all];
  for (let n = 0; n < count && left.length > from; n++) {
    left.splice(from + Math.floor(random() * (left.length - from)), 1);
  }
  return Buffer.from(left);
}

export const droppedBytes = defineFault({
  name: 'dropped-bytes',
  summary: 'Loses `bytes` bytes of a valid reply at random, of its body or anywhere, and closes',
  params: { bytes: 3, part: ['body', 'whole'] },
  serve: ({ random }) => ({
    http({ socket, params }) {
      const body = JSON.stringify(ITEM);
      const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`];
      const whole = rawReply('200 OK', headers, body);
      const from = params.part === 'body' ? whole.length - body.length : 0;
      socket.write(without(whole, params.bytes, from, random));
      socket.destroySoon();
    },
  }),
});
