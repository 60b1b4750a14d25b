import { defineFault } from '../fault.js';
import { healthy } from './healthy.js';

export const tlsExpired = defineFault({
  name: 'tls-expired',
  summary: 'The certificate has expired',
  scheme: 'https',
  needs: 'certificates',
  serve: healthy('expired'),
});
