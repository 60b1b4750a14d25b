/**
 * What others wrote, on one line of a message: a line break in it could forge another line of a log. `[\p{Cc}\p{Zl}\p{Zp}]`,
 * of which V8 would build a set from tables of Unicode as soon as this file is loaded.
 */
export const oneLine = (text: string): string =>
  text.replaceAll(
    /[^ -~\u00a0-\u2027\u202a-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
