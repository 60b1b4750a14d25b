import type { Exchange, FaultContext, Params, Service } from '../fault.js';
import { reply } from '../reply.js';

const METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * One of hamms' applications. There it has one page, `/`, and knows no other method than GET, which suites written for
 * it may test. Elsewhere any path and method gets the fault, so that an API's client can be pointed at it as it is.
 */
export const app =
  <P extends Params>(page: (exchange: Exchange<P>) => unknown) =>
  ({ hamms }: FaultContext): Service<P> => ({
    http(exchange) {
      const { req, res, url } = exchange;
      if (hamms && url.pathname !== '/') return reply(res, 404, 'Not Found');
      if (hamms && !METHODS.includes(req.method ?? '')) {
        return reply(res, 405, 'Method Not Allowed', { Allow: METHODS.join(', ') });
      }
      return page(exchange);
    },
  });
