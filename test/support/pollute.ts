/**
 * What `fn` returns while every object inherits `properties`, as after a merge of hostile JSON. Nothing else may run
 * meanwhile, assertions included.
 */
export function whilePolluted<T>(properties: object, fn: () => T): T {
  const everything = Object.prototype as Record<string, unknown>;
  const entries = Object.entries(properties);
  for (const [key, value] of entries) everything[key] = value;
  try {
    return fn();
  } finally {
    for (const [key] of entries) delete everything[key];
  }
}
