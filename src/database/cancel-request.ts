// Asks Postgres to cancel the statement that a connection runs, over a connection of its own, as its protocol wants it:
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS. A pooler passes it on.
import pg from 'pg';

/** What pg's types leave out. */
interface CancelConnection extends pg.Connection {
  readonly connect: (port: number, host: string) => void;
  readonly requestSsl: () => void;
  readonly cancel: (processId: number, secretKey: number) => void;
}

export interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly ssl: pg.ClientConfig['ssl'];
  /** Null before the connection is open. */
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/** A request that fails changes nothing: the statement then runs until its `statement_timeout`. */
export function requestCancel({ host, port, ssl, processID, secretKey }: Cancellable): void {
  if (processID === null || secretKey === null) return;
  const connection = new pg.Connection({ ssl }) as CancelConnection;
  const cancel = () => connection.cancel(processID, secretKey);
  connection.on('error', () => connection.stream.destroy());
  connection.once('connect', () => (ssl ? connection.requestSsl() : cancel()));
  connection.once('sslconnect', cancel);
  if (host.startsWith('/')) Reflect.apply(connection.connect, connection, [`${host}/.s.PGSQL.${port}`]);
  else connection.connect(port, host);
}
