import { defineFault } from '../fault.js';
import { ITEM, reply, replyJson } from '../reply.js';

/** Another name for this machine: another origin, and still this server, whose record then shows what came along. */
const other = (host = ''): string =>
  host.startsWith('localhost')
    ? host.replace('localhost', '127.0.0.1')
    : host.replace(/^.*(?=:\d+$)/, 'localhost');

export const redirectElsewhere = defineFault({
  name: 'redirect-elsewhere',
  summary: 'Redirects to another origin: `to`, or this server under another name, /elsewhere',
  params: { status: 302, to: '' },
  serve: () => ({
    http({ req, res, url, params }) {
      if (url.pathname === '/elsewhere') return replyJson(res, 200, ITEM);
      const to = params.to || `http://${other(req.headers.host)}/elsewhere`;
      return reply(res, params.status, '', { Location: to });
    },
  }),
});
