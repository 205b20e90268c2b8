// Recognises the errors of a Postgres that is away, stops or starts, may only be read, or lacks disk, memory or connections, or of a
// connection to it that broke or that it ended for being idle. What was sent may or may not have taken effect.
import { z } from 'zod';

/** Of Prisma: not reachable, no such database, connection closed, too many connections. Of Node: the socket. */
const CODES = /^(P1001|P1002|P1003|P1017|P2037|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/** Of Postgres: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const SQL_STATES = /^(08\w{3}|25006|25P0[34]|53\w{3}|57P0[1235]|58030)$/;

/** Of Prisma's driver adapter. */
const KINDS =
  /^(DatabaseNotReachable|DatabaseDoesNotExist|ConnectionClosed|SocketTimeout|TlsConnectionError|TooManyConnections)$/;

/** Of `pg`, which gives these no code; of Postgres, which gives the last one a code of many meanings. */
const MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)|is not currently accepting connections/;

const ofAdapter = z.object({
  cause: z.object({
    kind: z.string(),
    originalCode: z.string().optional(),
    originalMessage: z.string().optional(),
  }),
});
/** An error of the client holds that of the adapter. */
const ofClient = z
  .object({ meta: z.object({ driverAdapterError: ofAdapter }) })
  .transform(({ meta }) => meta.driverAdapterError);
const adapterError = z.union([ofClient, ofAdapter]);

/** What the driver adapter of Prisma says of an error; undefined for another one. */
export const driverCauseOf = (error: unknown) => adapterError.safeParse(error).data?.cause;

export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = driverCauseOf(error);
  return (
    CODES.test(code) ||
    SQL_STATES.test(cause?.originalCode ?? code) ||
    KINDS.test(cause?.kind ?? '') ||
    MESSAGES.test(error.message)
  );
}
