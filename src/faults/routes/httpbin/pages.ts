import { pathInteger } from '../read.js';
import type { Call, Reply, Route } from '../route.js';
import { to } from './redirects.js';
import { json } from './seen.js';

const typed = (type: string, body: string | Buffer): Reply => ({ headers: { 'content-type': type }, body });

const html = (body: string | Buffer): Reply => typed('text/html; charset=utf-8', body);

const TITLE = 'Sample Slide Show';

/** The names and titles are httpbin's, for suites ask for them. */
const SLIDES = {
  author: 'Yours Truly',
  date: 'date of publication',
  slides: [
    { title: 'Wake up to WonderWidgets!', type: 'all' },
    { title: 'Overview', type: 'all', items: ['Why <em>WonderWidgets</em> are great'] },
  ],
  title: TITLE,
};

const XML = `<?xml version='1.0' encoding='us-ascii'?>
<slideshow title="${TITLE}" date="Date of publication" author="Yours Truly">
${SLIDES.slides.map(({ title }) => `  <slide type="all"><title>${title}</title></slide>\n`).join('')}</slideshow>
`;

const HTML = `<!DOCTYPE html>
<html><body>
<h1>Herman Melville - Moby-Dick</h1>
<p>Call me Ishmael. Some years ago, never mind how long precisely, I thought I would sail about a little.</p>
</body></html>
`;

const UTF8 = `<h1>Unicode Demo</h1>
<pre>∮ E⋅da = Q, ∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, στὸν ἥλιο, ᚠᛇᚻ᛫ᛒᛦᚦ, ゴム, 😀</pre>
`;

const FORM = `<!DOCTYPE html>
<form method="post" action="/post">
<input name="custname"><input type="tel" name="custtel"><input type="email" name="custemail">
<textarea name="comments"></textarea><button>Submit order</button>
</form>
`;

/** A page with a link to each of its neighbours, of which there are 200 at most. */
function links(call: Call): Reply {
  const count = Math.min(Math.max(1, pathInteger(call, 'n')), 200);
  const here = pathInteger(call, 'offset');
  const link = (at: number): string => (at === here ? `${at}` : `<a href='/links/${count}/${at}'>${at}</a>`);
  const all = Array.from({ length: count }, (_, at) => `${link(at)} `).join('');
  return html(`<html><head><title>Links</title></head><body>${all}</body></html>`);
}

export const pages: readonly Route[] = [
  { path: '/html', summary: 'a page of HTML', reply: () => html(HTML) },
  { path: '/json', summary: 'a document of JSON, a slide show', reply: () => json({ slideshow: SLIDES }) },
  { path: '/xml', summary: 'the same in XML', reply: () => typed('application/xml', XML) },
  {
    path: '/robots.txt',
    summary: 'forbids /deny to robots',
    reply: () => typed('text/plain', 'User-agent: *\nDisallow: /deny\n'),
  },
  { path: '/deny', summary: 'what robots must not read', reply: () => typed('text/plain', 'Go away.\n') },
  { path: '/encoding/utf8', summary: 'a page of characters beyond ASCII', reply: () => html(UTF8) },
  { path: '/forms/post', summary: 'a form that is posted to /post', reply: () => html(FORM) },
  {
    path: '/base64/{value}',
    summary: 'what the value (URL-safe) says',
    reply: ({ params: { value = '' } }) => html(Buffer.from(value, 'base64url')),
  },
  {
    path: '/links/{n}',
    summary: 'redirects (302) to /links/{n}/0',
    reply: (call) => to(`/links/${pathInteger(call, 'n')}/0`),
  },
  { path: '/links/{n}/{offset}', summary: 'a page with n links, 200 at most', reply: links },
];
