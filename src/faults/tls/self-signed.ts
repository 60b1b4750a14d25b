import { defineFault } from '../fault.js';
import { healthy } from './healthy.js';

export const tlsSelfSigned = defineFault({
  name: 'tls-self-signed',
  summary: 'The certificate is signed by nobody but itself',
  scheme: 'https',
  needs: 'certificates',
  serve: healthy('selfSigned'),
});
