// Asks Prisma's schema engine, in its WebAssembly build, what SQL leads from a database to a schema. It changes no database.
// A panic of the engine and an invalid schema become a SchemaEngineError with the engine's words.
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { Pool, type QueryConfig, type QueryResult } from 'pg';
import { reasonOf } from '../../observability/describe-error.ts';

export class SchemaEngineError extends Error {
  readonly code = 'SCHEMA_ENGINE_FAILED';
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'SchemaEngineError';
  }
}

export interface SchemaDifference {
  readonly agrees: boolean;
  readonly sql: string;
}

/** @param schema the text of a schema.prisma; `schemaPath` is only named in messages. */
export async function diffDatabaseToSchema(
  url: string,
  schemaPath: string,
  schema: string,
): Promise<SchemaDifference> {
  const panics = listenForPanics();
  // Not imported at the top: a running Vitae does not need its 3 MB of WebAssembly, nor Node's warning about it.
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const files = [{ path: schemaPath, content: schema }];
  const pool = systemCharPool(url);
  const factory = bindMigrationAwareSqlAdapterFactory(systemCharFactory(new PrismaPg(pool)));
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return { agrees: exitCode === 0, sql: exitCode === 0 ? '' : (stdout ?? '') };
  } catch (error) {
    const reason = panics.at(-1) ?? reasonOf(error);
    throw new SchemaEngineError(`Prisma's schema engine failed on ${schemaPath}: ${reason}`, error);
  } finally {
    await pool.end();
  }
}

/** The engine passes the text of a panic to this global. Without it the engine fails with an unrelated error. */
function listenForPanics(): string[] {
  const messages: string[] = [];
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => messages.push(message) },
  });
  return messages;
}

// The engine reads Postgres's catalog, which has columns of the one-byte type "char". @prisma/adapter-pg 7.10 refuses that type
// ("Column type 'char' could not be deserialized"), and the engine panics on text. So the pool reports such a column as text
// under a marked name, which the adapter accepts, and the wrapped adapter changes its type back to character.
const SYSTEM_CHAR = 18;
const TEXT = 25;
const MARK = '\0char';

function systemCharPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 2 });
  // A lost connection also rejects its query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The adapter calls this overload only.
  const query = pool.query.bind(pool) as (config: QueryConfig) => Promise<QueryResult>;
  return Object.assign(pool, {
    query: async (config: QueryConfig): Promise<QueryResult> => {
      const result = await query(config);
      for (const field of result.fields) {
        if (field.dataTypeID !== SYSTEM_CHAR) continue;
        field.dataTypeID = TEXT;
        field.name += MARK;
      }
      return result;
    },
  });
}

function systemCharFactory(factory: PrismaPg): SqlMigrationAwareDriverAdapterFactory {
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const marked = result.columnNames.map((name) => name.endsWith(MARK));
      return {
        ...result,
        columnNames: result.columnNames.map((name) => name.replace(MARK, '')),
        columnTypes: result.columnTypes.map((type, index) =>
          marked[index] ? ColumnTypeEnum.Character : type,
        ),
      };
    };
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}
