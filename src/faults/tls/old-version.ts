import { defineFault } from '../fault.js';
import { healthy } from './healthy.js';

export const tlsOldVersion = defineFault({
  name: 'tls-old-version',
  summary: 'Speaks TLS 1.0 and 1.1 only',
  scheme: 'https',
  needs: 'certificates',
  // OpenSSL 3 counts what these versions sign with as too weak for its default level.
  serve: healthy('good', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
});
