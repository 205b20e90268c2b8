// Deletes the figures that no chart shows any more.
import { writable, type DatabaseLike } from '../database/client.ts';

export async function pruneFigures(db: DatabaseLike, before: Date): Promise<number> {
  const { count } = await writable(db).systemFigure.deleteMany({ where: { at: { lt: before } } });
  return count;
}
