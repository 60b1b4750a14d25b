import { defineFault } from '../fault.js';

export const refused = defineFault({
  name: 'refused',
  summary: 'Refuses connections: nothing listens',
  hamms: 0,
});
