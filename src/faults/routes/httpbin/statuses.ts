import { statusReply } from '../../reply-status.js';
import { statusOf } from '../read.js';
import { type Call, Refusal, type Reply, type Route } from '../route.js';

export const replyOf = (status: number): Reply => ({ ...statusReply(status), status });

/** One of `200:0.9,500:0.1`, by weight; a code alone weighs 1. */
function choose(codes: string, random: () => number): number {
  const choices = codes.split(',').map((choice) => {
    const [code = '', weight = '1'] = choice.split(':');
    return { code: statusOf(code.trim()), weight: Number(weight) };
  });
  if (choices.some(({ weight }) => !(weight >= 0 && Number.isFinite(weight)))) {
    throw new Refusal(400, `expected weights of at least 0, got ${JSON.stringify(codes)}`);
  }
  let left = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = choices.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return (chosen ?? (choices[0] as { code: number })).code;
}

export const statuses: readonly Route[] = [
  {
    path: '/status/{codes}',
    methods: 'GET POST PUT DELETE PATCH TRACE',
    summary: 'that status; of several such as 200:0.9,500:0.1 one by weight, from the seed',
    reply: ({ params, random }: Call) => replyOf(choose(params.codes ?? '', random)),
  },
];
