/** Colours, or none: the same text either way, so that nothing is told by colour alone. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

const asIs = (text: string): string => text;

export const noPaint: Paint = { good: asIs, bad: asIs, faint: asIs, strong: asIs };

const sgr =
  (code: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;

const colours: Paint = { good: sgr(32), bad: sgr(31), faint: sgr(2), strong: sgr(1) };

/** See no-color.org. */
export const paintFor = (isTTY: boolean, noColor: string | undefined): Paint =>
  isTTY && !noColor ? colours : noPaint;
