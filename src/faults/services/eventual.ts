import { now } from '../../clock.js';
import { defineFault } from '../fault.js';
import { reply, replyJson } from '../reply.js';

export const eventual = defineFault({
  name: 'eventual',
  summary: 'Creates what is POSTed, and finds it at its Location only after `ms` ms',
  params: { ms: 500 },
  serve() {
    const made = new Map<string, { type: string; body: Buffer; visibleAt: number }>();
    return {
      http({ req, res, url, body, params }) {
        if (req.method === 'POST') {
          const location = `${url.pathname.replace(/\/$/, '')}/${made.size + 1}`;
          const type = req.headers['content-type'] ?? 'application/octet-stream';
          made.set(location, { type, body, visibleAt: now() + params.ms });
          return replyJson(res, 201, { id: String(made.size) }, { Location: location });
        }
        const found = made.get(url.pathname);
        if (found === undefined || now() < found.visibleAt)
          return replyJson(res, 404, { error: 'Not Found' });
        return reply(res, 200, found.body, { 'Content-Type': found.type });
      },
    };
  },
});
