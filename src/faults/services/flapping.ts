import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

export const flapping = defineFault({
  name: 'flapping',
  summary: 'From the first request on: up for `up` ms, then cut off and refused for `down` ms',
  params: { up: 2000, down: 1000 },
  serve({ down, up, later }) {
    let isStarted = false;

    function start(upFor: number, downFor: number): void {
      later(upFor, () => {
        down();
        later(downFor, () => {
          up();
          start(upFor, downFor);
        });
      });
    }

    return {
      http({ res, params }) {
        if (!isStarted) start(params.up, params.down);
        isStarted = true;
        replyJson(res, 200, ITEM);
      },
    };
  },
});
