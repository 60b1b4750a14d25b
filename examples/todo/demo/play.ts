import { attemptsOf } from 'holdfast';
import { noFaults, startTodoService } from '../server.js';
import { holdfastClient } from './clients.js';
import type { Paint } from './paint.js';
import type { Output } from './progress.js';
import { scenes } from './scenes.js';
import { drawTimeline } from './timeline.js';

/** Plays the scenes one by one, and draws what `attemptsOf()` tells of each call. Returns what failed. */
export async function playScenes(out: Output, paint: Paint): Promise<string[]> {
  const failed: string[] = [];
  const service = await startTodoService({
    faults: noFaults,
    hints: { 'retry-after': '1' },
    items: { ada: [{ summary: 'water the plants' }] },
  });
  const client = holdfastClient(service.url);
  const api = client.as('ada-token');
  try {
    // The first call of a process is slow for reasons of its own.
    await api.listItems();
    for (const [i, { title, prepare, play, aftermath }] of scenes.entries()) {
      prepare?.(service);
      const ended = await play(api).catch((error: unknown) => {
        failed.push(`${title}: ${error}`);
        return error;
      });
      out.write(`\n  ${paint.strong(`${i + 1}. ${title}`)}\n\n`);
      for (const line of drawTimeline(attemptsOf(ended), paint)) out.write(`     ${line}\n`);
      if (aftermath) out.write(`     ${paint.faint(aftermath(service.stats))}\n`);
    }
  } finally {
    await client.close();
    await service.stop();
  }
  return failed;
}
