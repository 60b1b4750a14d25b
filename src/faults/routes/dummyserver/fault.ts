import { defineFault } from '../../fault.js';
import { router } from '../router.js';
import { dummyserver } from './index.js';

export const dummyserverFault = defineFault({
  name: 'dummyserver',
  summary: "The routes of urllib3's dummyserver: /retry_after, /successful_retry, /dripfeed and more",
  serve: ({ random }) => ({ http: router(dummyserver(), random) }),
});
