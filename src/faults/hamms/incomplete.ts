// Documents that stop in the middle; the texts are hamms' own.
const JSON_START = '{"message": "the json body is incomplete.", "key": {"nested_message": "blah blah blah';
const HTML_START = '<!doctype html><html><head><title>incomplete';
const PLAIN_START = 'incomplete document respo';
const XML_START = '<?xml version="1.0" ?><response><status type="http">200 foo';

/** A type that is wanted, and a document of that type that is not whole. JSON where nothing fits. */
export function incomplete(best: string | undefined): [type: string, start: string] {
  if (best === 'text/html') return [best, HTML_START];
  if (best === 'text/plain') return [best, PLAIN_START];
  if (best === 'text/xml') return [best, XML_START];
  return ['application/json', JSON_START];
}
