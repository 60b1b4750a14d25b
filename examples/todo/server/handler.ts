import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TodoApi } from './api.js';
import type { Fault, FaultKind, RandomFault } from './faults.js';
import { refusal, send } from './reply.js';
import { findRoute } from './routes.js';
import type { Scripts } from './script.js';
import type { Recorder } from './truth.js';

export interface HandlerParts {
  readonly api: TodoApi;
  readonly faults: Readonly<Record<FaultKind, Fault>>;
  readonly scripts: Scripts;
  readonly recorder: Recorder;
  draw(): RandomFault | 'ok';
}

export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Answers as the API does, unless a fault comes in between. */
export const createHandler = ({ api, faults, scripts, recorder, draw }: HandlerParts): Handler =>
  async function handle(req, res) {
    const { method = '', url = '', headers } = req;
    const [path = ''] = url.split('?');
    const body = await text(req);

    const route = findRoute(path);
    const isKnown = route?.allowed.includes(method) ?? false;
    recorder.hit(route && isKnown ? `${method} ${route.pattern}` : 'other');
    if (!route) return send(res, refusal(404, 'no such path'));
    if (!isKnown) return send(res, refusal(405, 'no such method here', { allow: route.allowed.join(', ') }));

    const answer = () => api.answer({ method, path, headers, body });
    const fate = scripts.next(method, path) ?? draw();
    if (fate === 'ok') return send(res, await answer());

    const fault = faults[fate];
    if ('instead' in fault) {
      recorder.fault(fate);
      return send(res, fault.instead);
    }
    const reply = await answer();
    if (fault.fits && !fault.fits(reply)) return send(res, reply);
    recorder.fault(fate);
    await fault.deliver(res, reply);
  };
