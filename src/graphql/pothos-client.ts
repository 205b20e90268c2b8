// The client of Pothos. Prisma sends the `findUnique` of one turn together, for any request, so a statement would end with the
// first of several requests. This client sends those of its own request together.
import DataLoader from 'dataloader';
import { Prisma, writable, type Database, type DatabaseLike } from '../database/client.ts';

type Row = Readonly<Record<string, unknown>>;

interface Delegate {
  readonly findMany: (query: object) => Promise<Row[]>;
  readonly findFirstOrThrow: (query: object) => Promise<Row>;
}

interface Unique {
  /** One unique column, or the columns of a compound key under its name. */
  readonly where: Readonly<Record<string, unknown>>;
  readonly select?: object;
}

/** @param db of one request */
export function pothosClient(db: DatabaseLike): Database {
  const batches = new Map<string, DataLoader<unknown, Row>>();
  return new Proxy(writable(db), {
    get(client, model) {
      const delegate = Reflect.get(client, model) as Delegate | undefined;
      if (typeof delegate?.findMany !== 'function') return delegate;
      return {
        findUniqueOrThrow({ where, ...query }: Unique) {
          const [column = '', value] = Object.entries(where)[0] ?? [];
          if (typeof value === 'object') return delegate.findFirstOrThrow({ ...query, where: { ...value } });
          const name = JSON.stringify([model, column, query]);
          const batch = batches.get(name) ?? batchOf(delegate, column, query);
          batches.set(name, batch);
          return batch.load(value);
        },
      };
    },
  });
}

function batchOf(delegate: Delegate, column: string, query: Omit<Unique, 'where'>): DataLoader<unknown, Row> {
  const select = query.select && { select: { ...query.select, [column]: true } };
  const load = async (values: readonly unknown[]) => {
    const rows = await delegate.findMany({ ...query, ...select, where: { [column]: { in: [...values] } } });
    const byValue = new Map(rows.map((row) => [row[column], row]));
    return values.map((value) => byValue.get(value) ?? gone());
  };
  return new DataLoader(load, { cache: false });
}

/** As Prisma says that a row does not exist. */
function gone(): Error {
  const { client: clientVersion } = Prisma.prismaVersion;
  return new Prisma.PrismaClientKnownRequestError('The row is gone.', { code: 'P2025', clientVersion });
}
