// Owns how a profile is found by its id: those that any requests ask for in one turn are read together, since a statement
// costs more than its rows. What fails, fails for all who asked in that turn. Nothing is remembered.
import type { Database, Prisma } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';
import { isVisibleTo } from './visibility.ts';

type ProfileRow = Prisma.ProfileModel;

/** What is wanted besides the row itself, as Pothos puts it together. */
interface Wanted {
  readonly include?: Prisma.ProfileInclude | undefined;
}

interface Reading {
  readonly ids: Set<string>;
  readonly rows: Promise<ReadonlyMap<string, ProfileRow>>;
}

/** Not sent yet, by what is wanted. */
const waiting = new WeakMap<Database, Map<string, Reading>>();

/** Null where there is none that this viewer may see. @param id null: of no profile */
export async function findProfile(
  ctx: Pick<Context, 'db' | 'viewer'>,
  id: string | null,
  { include }: Wanted,
): Promise<ProfileRow | null> {
  if (id === null) return null;
  const { db } = ctx;
  const shapes = waiting.get(db) ?? new Map<string, Reading>();
  waiting.set(db, shapes);
  const shape = JSON.stringify({ include });
  const reading = shapes.get(shape) ?? begin();
  shapes.set(shape, reading);
  reading.ids.add(id);
  const found = (await reading.rows).get(id);
  return found && isVisibleTo(ctx, found) ? found : null;

  function begin(): Reading {
    const ids = new Set<string>();
    const rows = endOfTurn().then(async () => {
      shapes.delete(shape);
      const read = await db.profile.findMany({
        ...(include && { include }),
        where: { id: { in: [...ids] } },
      });
      return new Map(read.map((row) => [row.id, row]));
    });
    return { ids, rows };
  }
}

/** Once the requests that have arrived by now have been taken up. */
const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
