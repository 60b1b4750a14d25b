/** International Morse code (ITU-R M.1677-1), A to Z. */
const CODES =
  '.- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..'.split(
    ' ',
  );

/** As hamms writes it: a space stays a space, and nothing separates letters. */
export const morse = (text: string): string =>
  text.replaceAll(/[A-Z]/g, (letter) => CODES[letter.charCodeAt(0) - 65] as string);
