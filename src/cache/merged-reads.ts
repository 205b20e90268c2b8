// Owns the merging of reads: those that are asked for in one turn go to the store as one, each key once.
// A read that is on its way takes nobody in: who comes then may know of an invalidation that it has not seen. One that fails
// fails for all who are in it.
import type { Discipline } from './discipline.ts';
import type { CacheStore } from './store.ts';

type ReadMany = CacheStore['getMany'];
type Keys = readonly string[];
type Texts = Awaited<ReturnType<ReadMany>>;

interface MergedRead {
  readonly asked: Keys[];
  /** Gives each reader the texts of its own keys. */
  readonly answer: Promise<(keys: Keys) => Texts>;
  size: number;
}

/** From here on the next reader begins a read of its own, so that no single command keeps the store from others for long. */
const KEYS_AT_ONCE = 10_000;

export function mergeReads(readMany: ReadMany, until: Discipline['readsMergeUntil']): ReadMany {
  let open: MergedRead | null = null;

  async function send(asked: readonly Keys[]): Promise<(keys: Keys) => Texts> {
    const [first = []] = asked;
    const sent = asked.length === 1 ? first : [...new Set(asked.flat())];
    const texts = await readMany(sent);
    let positions: Map<string, number> | null = null;
    return (keys) => {
      if (keys === sent) return texts;
      const known = (positions ??= new Map(sent.map((key, position) => [key, position])));
      return keys.map((key) => texts[known.get(key) ?? sent.length]);
    };
  }

  function begin(): MergedRead {
    const asked: Keys[] = [];
    const close = () => {
      if (open === read) open = null;
    };
    const answer = Promise.resolve().then(() => {
      if (until === 'sent') close();
      return send(asked);
    });
    if (until === 'answered') answer.then(close, close);
    const read: MergedRead = { asked, answer, size: 0 };
    return read;
  }

  return async (keys) => {
    const read = (open ??= begin());
    read.asked.push(keys);
    read.size += keys.length;
    if (read.size >= KEYS_AT_ONCE) open = null;
    return (await read.answer)(keys);
  };
}
