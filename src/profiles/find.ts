// Finds profiles by their ids. Requests that arrive in one turn of the event loop share one statement. If it fails, it
// fails for each of them. Nothing is cached.
import DataLoader from 'dataloader';
import type { DatabaseLike, Prisma, ProfileRow } from '../database/client.ts';
import type { Context } from '../graphql/context.ts';
import { isVisibleTo } from './visibility.ts';

type Loader = DataLoader<string, ProfileRow | null>;

/** The relations to read with the row, as Pothos puts them together. */
interface Query {
  readonly include?: Prisma.ProfileInclude | undefined;
}

/** The statements that are not yet sent, by the relations they read. */
const pending = new WeakMap<DatabaseLike, Map<string, Loader>>();

/** Null if there is no such profile that the viewer may see. @param id null for a caller without a profile */
export async function findProfile(
  ctx: Pick<Context, 'db' | 'viewer'>,
  id: string | null,
  { include }: Query,
): Promise<ProfileRow | null> {
  const found = id === null ? null : await loaderFor(ctx.db, include).load(id);
  return found && isVisibleTo(ctx, found) ? found : null;
}

function loaderFor(db: DatabaseLike, include: Prisma.ProfileInclude | undefined): Loader {
  const loaders = pending.get(db) ?? new Map<string, Loader>();
  pending.set(db, loaders);
  const key = JSON.stringify(include ?? null);
  const loader = loaders.get(key) ?? new DataLoader(load, { cache: false, batchScheduleFn: setImmediate });
  loaders.set(key, loader);
  return loader;

  async function load(ids: readonly string[]): Promise<(ProfileRow | null)[]> {
    loaders.delete(key);
    const where = { id: { in: [...new Set(ids)] } };
    const rows = await db.profile.findMany({ ...(include && { include }), where });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}
