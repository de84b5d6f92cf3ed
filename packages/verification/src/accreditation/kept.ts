/** Keeps what was used last, within a number of entries and a size of all together; the oldest go first. */
export function keptFor<Value>({ maximum, maximumSize }: { maximum: number; maximumSize: number }) {
  const entries = new Map<string, { value: Value; size: number }>();
  let total = 0;
  const drop = (key: string) => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get: (key: string): Value | undefined => entries.get(key)?.value,
    set(key: string, value: Value, size: number): void {
      drop(key);
      entries.set(key, { value, size });
      total += size;
      for (const [oldest] of entries) {
        if (entries.size <= maximum && total <= maximumSize) break;
        drop(oldest);
      }
    },
  };
}
