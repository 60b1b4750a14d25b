import { defineFault } from '../fault.js';
import { healthy } from './healthy.js';

export const tlsWrongHost = defineFault({
  name: 'tls-wrong-host',
  summary: 'The certificate is for another host',
  scheme: 'https',
  needs: 'certificates',
  serve: healthy('wrongHost'),
});
