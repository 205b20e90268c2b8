// Says in a sentence why a Postgres cannot be used, and what to do. Never quotes a password.
import { DatabaseError } from 'pg';
import { driverCauseOf } from './unreachable.ts';

/** A database on which the migrations would fail. The message completes "Postgres at host:port". */
export class UnsuitableDatabase extends Error {
  readonly code = 'UNSUITABLE_DATABASE';
}

/** An error of Postgres, of its driver, or of Node. */
interface Cause {
  readonly code: string;
  readonly message: string;
}

interface Place {
  readonly url: URL;
  readonly user: string;
  readonly database: string;
}

/** Codes of statements that are wrong: a fault of ours, not of the server. */
const OUR_FAULT = /^(22|23|42)/;
const DEPTH = 5;

/** @returns null for an error that is neither of the connection nor of a right */
export function postgresFault(error: unknown, databaseUrl: string): string | null {
  const url = new URL(databaseUrl);
  const user = decodeURIComponent(url.username);
  const place = { url, user, database: decodeURIComponent(url.pathname.slice(1)) || user };
  for (
    let inner = error, depth = 0;
    inner instanceof Error && depth < DEPTH;
    inner = inner.cause, depth += 1
  ) {
    const found = foundIn(inner, place);
    if (found !== null) return `${nameOf(url)} ${found}`;
  }
  const isAnswer = error instanceof DatabaseError && !OUR_FAULT.test(error.code ?? '');
  return isAnswer ? unknownFault(error, url) : null;
}

/** Of a connection attempt, whatever it threw. */
export function connectFault(error: unknown, databaseUrl: string): string {
  return postgresFault(error, databaseUrl) ?? unknownFault(error, new URL(databaseUrl));
}

const nameOf = (url: URL) => `Postgres at ${url.hostname || 'localhost'}:${url.port || '5432'}`;

/** In one line, since it may be the text of any server. */
function unknownFault(error: unknown, url: URL): string {
  const { code, message } = causeOf(error);
  return `${nameOf(url)} cannot be used: ${message.replace(/\s+/g, ' ')}${code && ` (${code})`}`;
}

function foundIn(error: Error, place: Place): string | null {
  if (error instanceof UnsuitableDatabase) return error.message;
  const cause = causeOf(error);
  const refused = refusalOf(cause, place);
  if (refused !== null) return `${refused} (${cause.message})`;
  // The driver says so too of bytes that are no message.
  return error instanceof DatabaseError && cause.code ? null : silenceOf(cause, place);
}

function causeOf(error: unknown): Cause {
  const cause = driverCauseOf(error);
  if (cause) return { code: cause.originalCode ?? cause.kind, message: cause.originalMessage ?? cause.kind };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error instanceof Error ? error.message || code : String(error) };
}

/** Of Postgres: https://www.postgresql.org/docs/18/errcodes-appendix.html */
function refusalOf({ code, message }: Cause, place: Place): string | null {
  if (code.startsWith('28')) return rejectionOf(code, message, place);
  const { user, database } = place;
  if (code === '3D000') return `has no database "${database}". Make it: CREATE DATABASE "${database}"`;
  if (code === '42501') {
    return `lets "${user}" do too little. Make it the owner of the database: ALTER DATABASE "${database}" OWNER TO "${user}"`;
  }
  if (code === '25006') return 'may only be read. Let the URL lead to the primary server';
  if (code === '53300')
    return 'has no free connection. Raise its max_connections, or the CONNECTION LIMIT of the role or the database, or start fewer processes';
  if (/^(53|58)/.test(code)) return 'lacks disk, memory or files. Make room there';
  if (code === '55000' && message.includes('accepting connections'))
    return `lets nobody into "${database}". Let them: ALTER DATABASE "${database}" ALLOW_CONNECTIONS true`;
  if (code === '57P04') return `has dropped "${database}". Make it again: CREATE DATABASE "${database}"`;
  if (code.startsWith('57P')) return 'is starting or stopping. Try again in a moment';
  if (/^08\w{3}$/.test(code))
    return 'refuses the connection. See its log; a pooler must know user and database, and reach its own server';
  return null;
}

/** The words are those of a server that speaks English; others get the last sentence. */
function rejectionOf(code: string, message: string, { url, user }: Place): string {
  if (code === '28P01') {
    if (url.password === '')
      return `refuses the password of "${user}". The URL has none, so it is that of PGPASSWORD, if that is set. Correct it`;
    return `refuses the password of "${user}". Correct it; in a URL, % and other signs are encoded`;
  }
  if (/role ".*" does not exist/.test(message))
    return `has no role "${user}". Make it: CREATE ROLE "${user}" LOGIN PASSWORD '...'`;
  if (message.includes('not permitted to log in'))
    return `has a role "${user}" that may not log in. Let it: ALTER ROLE "${user}" LOGIN`;
  if (/no encryption|SSL off/.test(message))
    return `refuses "${user}" without TLS. Add sslmode=verify-full to the URL, or let its pg_hba.conf accept this user from this machine`;
  return `refuses "${user}". Let its pg_hba.conf accept this user from this machine`;
}

const WANTS_PASSWORD =
  'wants a password, and the URL has none. Write postgresql://user:password@host, with its signs percent-encoded, or set PGPASSWORD';

/** Of Node and the driver: the name, the socket, TLS, the protocol. */
function silenceOf({ code, message }: Cause, { url }: Place): string | null {
  const files = [...url.searchParams].filter(([name]) => name.startsWith('ssl')).map(([, value]) => value);
  const missing = files.find((file) => message.includes(`'${file}'`));
  if (missing !== undefined) return `has a file in its URL that cannot be read: ${missing} (${code})`;
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return 'has a host that no name server knows. Correct the host';
  if (code === 'ECONNREFUSED')
    return 'does not answer: nothing listens there. Start it, or correct host and port';
  if (/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code) || /timeout/i.test(message)) {
    return 'does not answer. See whether it runs, whether a firewall lets this machine through, and whether a Postgres is at that port';
  }
  if (/^(ECONNRESET|EPIPE)$/.test(code) || message.startsWith('Connection terminated')) {
    return 'closes the connection. See its log, and whether a Postgres is at that port';
  }
  if (message.includes('does not support SSL'))
    return 'has no TLS. Leave sslmode out of the URL, or turn TLS on there';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'has a certificate of another name. Write the name of the certificate as the host';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return `has a certificate that is not trusted (${code}). Name its authority by sslrootcert in the URL`;
  }
  if (/^(EPROTO|ERR_SSL_)/.test(code) || /invalid response|establishing an SSL/.test(message))
    return 'speaks another protocol. Correct the port, or turn TLS on or off by sslmode in the URL';
  if (message.startsWith('Unknown authenticationOk'))
    return 'wants to know the user by something else than a password, such as GSSAPI. Let its pg_hba.conf ask for scram-sha-256';
  return message.includes('client password must be') ? WANTS_PASSWORD : null;
}
