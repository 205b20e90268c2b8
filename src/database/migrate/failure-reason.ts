// Words for a failure of migrating or comparing that is not a bug of ours; a bug keeps its stack.
import { DatabaseError } from 'pg';
import { ConfigError } from '../../config/config.ts';
import { LockHeldError } from '../lock-waits.ts';
import { MigrationError } from './migration-error.ts';
import { SchemaEngineError } from './schema-engine.ts';

/** @returns null for a bug */
export function failureReason(error: unknown): string | null {
  if (error instanceof MigrationError || error instanceof SchemaEngineError || error instanceof ConfigError) {
    return error.message;
  }
  if (error instanceof LockHeldError) return `Nothing was done: ${error.message}.`;
  if (error instanceof DatabaseError) return `The database refuses: ${error.message}.`;
  // Errors of connecting. With several addresses, Node's error has a code and no message.
  if (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))) {
    return `The database does not answer: ${error.message || String(error.code)}.`;
  }
  return null;
}
