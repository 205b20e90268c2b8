// Repeatable random numbers: the same number and purpose give the same sequence on every machine. Not for secrets.

export interface Random {
  /** From 0, and less than 1. */
  share(): number;
  /** From min to max, both included. */
  int(min: number, max: number): number;
  /** True with this probability. */
  chance(share: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** This number of different items in their order, or all where there are fewer. */
  some<Item>(items: readonly Item[], count: number): Item[];
  /** Draws each item once, in any order; then nothing. */
  deck<Item>(items: readonly Item[]): () => Item | undefined;
  /** Sixteen bytes, in a buffer that the next call of any sequence overwrites. */
  bytes(): Uint8Array;
}

const words = new Uint32Array(4);
const buffer = new Uint8Array(words.buffer);

/** Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c): ten thousand draws a millisecond. */
export function randomFrom(number: number, purpose: string): Random {
  // Mixed first, so that consecutive numbers give unrelated sequences.
  let state = mix(mix(number) ^ saltOf(purpose));

  function word(): number {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }
  const share = () => word() / 2 ** 32;
  const int = (min: number, max: number) => min + Math.floor(share() * (max - min + 1));

  return {
    share,
    int,
    chance: (wanted) => share() < wanted,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    some<Item>(items: readonly Item[], count: number) {
      const taken: Item[] = [];
      // Takes each item with the probability wanted / remaining, which keeps the order.
      let left = items.length;
      for (const item of items) {
        const wanted = Math.min(count, items.length) - taken.length;
        if (share() * left < wanted) taken.push(item);
        left -= 1;
      }
      return taken;
    },
    deck<Item>(items: readonly Item[]) {
      const left = [...items];
      return () => {
        const last = left.pop();
        const drawn = int(0, left.length);
        const item = left[drawn];
        if (item === undefined || last === undefined) return last;
        left[drawn] = last;
        return item;
      };
    },
    bytes() {
      for (let index = 0; index < words.length; index += 1) words[index] = word();
      return buffer;
    },
  };
}

/** The pattern with a random digit for each `#`. */
export function digitsIn(pattern: string, random: Random): string {
  return pattern.replaceAll('#', () => String(random.int(0, 9)));
}

const salts = new Map<string, number>();

/** There are few purposes, and each is used for every person. */
function saltOf(purpose: string): number {
  const known = salts.get(purpose);
  if (known !== undefined) return known;
  let salt = 0x9e3779b9;
  for (let index = 0; index < purpose.length; index += 1) salt = mix(salt ^ purpose.charCodeAt(index));
  salts.set(purpose, salt);
  return salt;
}

/** The finalizer of MurmurHash3. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
