import type { Api } from './clients.js';
import type { Step } from './workload.js';

/**
 * Does one step. An answer that the caller cannot use is a failure too.
 *
 * @param newest the id of what each user has added last
 */
export async function perform(step: Step, api: Api, newest: Map<number, number>): Promise<void> {
  const { user } = step;
  switch (step.kind) {
    case 'list':
      return (await api.listItems()).forEach(checkSummary);
    case 'get':
      return checkSummary(await api.getItem((step.fresh && newest.get(user)) || step.id));
    case 'add':
      newest.set(user, (await api.addItem(step.item)).id);
      return;
    case 'delete':
      return api.deleteItem(step.id);
  }
}

function checkSummary({ summary }: { summary?: string }): void {
  if (typeof summary !== 'string') throw new TypeError('the answer has no summary');
}
