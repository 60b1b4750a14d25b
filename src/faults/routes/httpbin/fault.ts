import { defineFault } from '../../fault.js';
import { router } from '../router.js';
import { httpbin } from './index.js';

export const httpbinFault = defineFault({
  name: 'httpbin',
  summary: 'The routes of httpbin: /status/503, /delay/3, /redirect/2 and more; / lists them',
  serve: ({ random }) => ({ http: router(httpbin, random) }),
});
