import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

export const missingField = defineFault({
  name: 'missing-field',
  summary: 'Answers 200, and leaves `field` out of every `every`-th reply',
  params: { field: ['summary', 'id', 'done'], every: 3 },
  serve() {
    let count = 0;
    return {
      http({ res, params }) {
        const { [params.field]: _, ...rest } = ITEM;
        replyJson(res, 200, ++count % params.every === 0 ? rest : ITEM);
      },
    };
  },
});
