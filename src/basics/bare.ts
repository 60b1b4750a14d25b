/** The options themselves, and nothing that somebody has put on `Object.prototype`. */
export const bare = <T extends object>(options: T): T => ({ __proto__: null as never, ...options });
