/** What was used last, up to so many; what was used longest ago makes room. */

export interface Recent<T> {
  find(key: string): T | undefined;
  keep(key: string, value: T): void;
}

export function createRecent<T>(most: number): Recent<T> {
  // A Map has its keys in the order in which they were put in.
  const kept = new Map<string, T>();
  return {
    find(key) {
      const value = kept.get(key);
      if (value !== undefined) put(key, value);
      return value;
    },
    keep: put,
  };

  function put(key: string, value: T): void {
    kept.delete(key);
    kept.set(key, value);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  }
}
