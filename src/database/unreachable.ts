// Recognises the errors of a Postgres that is away, stops or starts, or of a connection to it that broke. What was sent may or
// may not have taken effect.

/** Of Prisma: not reachable, no such database, connection closed, too many connections. Of Node: the socket. */
const CODES = /^(P1001|P1002|P1003|P1017|P2037|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/** Of Postgres: https://www.postgresql.org/docs/18/errcodes-appendix.html. Prisma writes them into the message. */
const SQL_STATES = /^(08\w{3}|57P0[123]|53300)$/;
const IN_MESSAGE = /Code: `(\w{5})`/;

/** Of `pg`, which gives these no code; of Postgres, which gives the last one a code of many meanings. */
const MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)|is not currently accepting connections/;

export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const state = IN_MESSAGE.exec(error.message)?.[1] ?? code;
  return CODES.test(code) || SQL_STATES.test(state) || MESSAGES.test(error.message);
}
