/*
 * V8 forgets the shape of a kind of object when the last such object has been collected, and throws away the code that it
 * has optimised for that shape. In a process that makes one call after the other that happens at each full collection,
 * and thousands of calls after it take several times as long, until the code is compiled again. One object of each kind
 * that every call needs is therefore kept.
 */
const kept: object[] = [];

export function keepShape(example: object): void {
  kept.push(example);
}
