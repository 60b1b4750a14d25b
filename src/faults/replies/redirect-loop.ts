import { defineFault } from '../fault.js';
import { reply } from '../reply.js';

export const redirectLoop = defineFault({
  name: 'redirect-loop',
  summary: 'Redirects for ever: to the same address, or to a new one each time',
  params: { status: 302, to: ['same', 'new'], hop: 0 },
  serve: () => ({
    http({ res, url, params }) {
      if (params.to === 'new') url.searchParams.set('hop', String(params.hop + 1));
      reply(res, params.status, '', { Location: url.pathname + url.search });
    },
  }),
});
