import { shared } from '../../basics/shared.js';

/** Responses whose caller takes them for success, whatever their status. */
// Stryker disable next-line ArrowFunction: a test loads a second copy, which finds it made before the first test.
const tolerated = shared('tolerated@1', () => new WeakSet<object>());

/** From now on no policy holds the status of this response against it. */
export const tolerate = (response: object): void => void tolerated.add(response);

export const isTolerated = (response: unknown): boolean => tolerated.has(response as object);
