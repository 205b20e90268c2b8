// Owns how an entry looks in the store: one text, four parts, the value last, so that an entry which is not current is
// dropped before its value is parsed. What it cannot read is a miss of kind `shape`.
import type { MissReason } from './counters.ts';

export interface EntryFormat<Value> {
  /** @param expiresAt milliseconds since 1970 */
  write(value: Value, stamp: string, expiresAt: number): string;
  /** @param stamp what the entry's tags are now; null: one of them is absent, and nothing matches */
  read(text: string, stamp: string | null, now: number): { readonly value: Value } | MissReason;
}

export interface EntryFormatOptions<Value> {
  readonly version: string;
  readonly encode: (value: Value) => unknown;
  readonly decode: (json: unknown) => Value;
}

export function createEntryFormat<Value>(options: EntryFormatOptions<Value>): EntryFormat<Value> {
  const { encode, decode } = options;
  const version = JSON.stringify(options.version);
  return {
    write: (value, stamp, expiresAt) =>
      `${version}\n${stamp}\n${expiresAt}\n${JSON.stringify(encode(value)) as string | undefined}`,
    read(text, stamp, now) {
      if (!text.startsWith(`${version}\n`)) return 'shape';
      if (stamp === null || !text.startsWith(`${stamp}\n`, version.length + 1)) return 'tagMismatch';
      const expiryAt = version.length + stamp.length + 2;
      const valueAt = text.indexOf('\n', expiryAt) + 1;
      const expiresAt = Number(text.slice(expiryAt, valueAt - 1));
      if (valueAt === 0 || Number.isNaN(expiresAt)) return 'shape';
      if (expiresAt <= now) return 'expired';
      try {
        return { value: decode(JSON.parse(text.slice(valueAt))) };
      } catch {
        return 'shape';
      }
    },
  };
}
