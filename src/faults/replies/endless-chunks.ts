import { defineFault } from '../fault.js';

export const endlessChunks = defineFault({
  name: 'endless-chunks',
  summary: 'Sends a chunked body that never ends, a chunk each `ms` milliseconds',
  params: { ms: 100 },
  serve: () => ({
    http({ res, params, later }) {
      res.writeHead(200, { 'Content-Type': 'application/json' });
      const next = (): void => {
        res.write('{"more": true}\n');
        later(params.ms, next);
      };
      next();
    },
  }),
});
