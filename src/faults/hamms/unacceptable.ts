import { defineFault } from '../fault.js';
import { reply } from '../reply.js';
import { type Accept, readAccept } from './accept.js';
import { app } from './app.js';
import { dumps } from './dumps.js';
import { morse } from './morse.js';

// The texts are hamms' own.
const MORSE = morse(
  'DEAREST ANN STOP TIMES ARE HARD STOP MY TREADMILL DESK DOESNT RECLINE ALL THE WAY STOP ' +
    'THE KITCHEN HASNT HAD SOYLENT FOR TWO WHOLE DAYS STOP ' +
    'HOW IS ANYONE SUPPOSED TO PROGRAM IN THESE CONDITIONS STOP PLEASE SEND HELP STOP',
);
const JSON_TEXT = dumps({
  status: 200,
  message: 'This is a JSON response. You did not ask for JSON data.',
});
const HTML =
  '<!doctype html><html><head><title>Your API is Broken</title></head><body>This should be JSON.</body></html>';
const CSV = "message,status\nThis is a CSV response that your code almost certainly can't parse";

function choose({ has }: Accept): [type: string, body: string] {
  if (!has('text/morse')) return ['text/morse', MORSE];
  if (!has('application/json')) return ['application/json', JSON_TEXT];
  if (!['text/html', 'application/xhtml+xml', 'application/xml'].some(has)) return ['text/html', HTML];
  if (!has('text/csv')) return ['text/csv', CSV];
  return ['text/morse', MORSE];
}

export const unacceptable = defineFault({
  name: 'unacceptable',
  summary: 'Answers in a format that Accept does not ask for: Morse, JSON, HTML or CSV',
  hamms: 14,
  serve: app(({ req, res }) => {
    const [type, body] = choose(readAccept(req.headers.accept));
    reply(res, 200, body, { 'Content-Type': type });
  }),
});
