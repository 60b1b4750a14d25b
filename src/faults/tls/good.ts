import { defineFault } from '../fault.js';
import { healthy } from './healthy.js';

export const tlsGood = defineFault({
  name: 'tls-good',
  summary: 'No fault: TLS with a certificate for this host; trust it by `faults.ca`',
  scheme: 'https',
  needs: 'certificates',
  serve: healthy('good'),
});
