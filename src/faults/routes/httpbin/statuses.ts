import { statusOf } from '../read.js';
import { type Call, Refusal, type Reply, type Route } from '../route.js';

const redirect: Reply = { headers: { location: '/redirect/1' } };
const MEDIA_TYPES = ['image/webp', 'image/svg+xml', 'image/jpeg', 'image/png', 'image/*'];

/** What httpbin says beyond the status (status_code in its helpers.py). */
const SPECIAL: Readonly<Record<number, Reply>> = {
  301: redirect,
  302: redirect,
  303: redirect,
  305: redirect,
  307: redirect,
  401: { headers: { 'www-authenticate': 'Basic realm="Fake Realm"' } },
  402: { headers: { 'x-more-info': 'http://vimeo.com/22053820' } },
  406: {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      message: 'Client did not request a supported media type.',
      accept: MEDIA_TYPES,
    }),
  },
  407: { headers: { 'proxy-authenticate': 'Basic realm="Fake Realm"' } },
  418: { headers: { 'x-more-info': 'http://tools.ietf.org/html/rfc2324' }, body: '\n    -=[ teapot ]=-\n' },
};

export const statusReply = (status: number): Reply => ({ ...SPECIAL[status], status });

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
    reply: ({ params, random }: Call) => statusReply(choose(params.codes ?? '', random)),
  },
];
