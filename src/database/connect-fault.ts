// Says in a sentence why a Postgres cannot be used, and what to do. Never quotes a password.
import { DatabaseError } from 'pg';

/** @returns null for an error that is neither of the connection nor of a right */
export function postgresFault(error: unknown, url: string): string | null {
  const { hostname, port, pathname, username } = new URL(url);
  const place = `Postgres at ${hostname}:${port || '5432'}`;
  const user = decodeURIComponent(username);
  const database = decodeURIComponent(pathname.slice(1)) || user;
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth += 1) {
    const code = 'code' in inner ? String(inner.code) : '';
    const found =
      inner instanceof DatabaseError ? refusalOf(code, user, database) : silenceOf(code, inner.message);
    if (found !== null)
      return `${place} ${found}${inner instanceof DatabaseError ? ` (${inner.message})` : ''}`;
  }
  return null;
}

/** Of Postgres: https://www.postgresql.org/docs/18/errcodes-appendix.html */
function refusalOf(code: string, user: string, database: string): string | null {
  if (code === '28P01')
    return `refuses the password of "${user}". Correct it; in a URL, % and other signs are encoded`;
  if (code.startsWith('28'))
    return `refuses "${user}". Let its pg_hba.conf accept this user from this machine`;
  if (code === '3D000') return `has no database "${database}". Make it: CREATE DATABASE "${database}"`;
  if (code === '42501') {
    return `lets "${user}" do too little. Make it the owner of the database: ALTER DATABASE "${database}" OWNER TO "${user}"`;
  }
  if (code === '25006') return 'may only be read. Let the URL lead to the primary server';
  if (code === '53300') return 'has no free connection. Raise its max_connections, or start fewer processes';
  if (code.startsWith('57P')) return 'is starting or stopping. Try again in a moment';
  return null;
}

/** Of Node: the name, the socket, TLS. */
function silenceOf(code: string, message: string): string | null {
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return 'has a host that no name server knows. Correct the host';
  if (code === 'ECONNREFUSED')
    return 'does not answer: nothing listens there. Start it, or correct host and port';
  if (/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code) || /timeout/i.test(message)) {
    return 'does not answer. See whether it runs, and whether a firewall lets this machine through';
  }
  if (/^(ECONNRESET|EPIPE)$/.test(code) || message.startsWith('Connection terminated')) {
    return 'closes the connection. See its log, and whether a Postgres is at that port';
  }
  if (message.includes('does not support SSL'))
    return 'has no TLS. Leave sslmode out of the URL, or turn TLS on there';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return `has a certificate that is not trusted (${code}). Name its authority by sslrootcert in the URL`;
  }
  return null;
}
