// Finds what would break or block the version before, which keeps running while a deployment replaces its processes.
// Squawk's rules come first (.squawk.toml); the rules below cover what it has no rule for. They refuse statements they do not know.
// The line `-- squawk-ignore RULE` right above a statement accepts it. Give the reason in a comment above that line.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { splitStatements, type Statement } from '../../database/migrate/statements.ts';

export interface UpgradeFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

const require = createRequire(import.meta.url);

const OWN_RULES = {
  'locks-rows':
    'Holds its rows locked until the migration commits. Change them in a job, some rows at a time.',
  'takes-away': 'Removes what a running version uses. Leave it to a release after which no version does.',
  'new-enum-value':
    'A running version cannot read the new value. First release a version that reads it, then one that writes it.',
  'refuses-writes':
    'Refuses rows that a running version may write. Add it once no such version runs, as NOT VALID; validate it in a later migration.',
  'keeps-rows':
    'Keeps a running version from deleting the row it points at. Say ON DELETE CASCADE or SET NULL.',
  'unknown-statement': 'No rule says what this does to a running version. Write it in another way.',
} as const;
type OwnRule = keyof typeof OWN_RULES;

/** @param files migration.sql files, by path */
export async function findUpgradeFaults(files: readonly string[]): Promise<UpgradeFault[]> {
  const own = await Promise.all(files.map(async (file) => ownFaults(file, await readFile(file, 'utf8'))));
  return [...(await squawkFaults(files)), ...own.flat()].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line,
  );
}

const squawkReport = z.array(
  z.object({
    file: z.string(),
    line: z.number(),
    rule_name: z.string(),
    message: z.string(),
    help: z.string().nullable(),
  }),
);

async function squawkFaults(files: readonly string[]): Promise<UpgradeFault[]> {
  // Without a file it would read the standard input.
  if (files.length === 0) return [];
  const program = require.resolve('squawk-cli/js/bin/squawk');
  const config = path.resolve(import.meta.dirname, '../../../.squawk.toml');
  const args = [program, '--config', config, '--reporter', 'json', ...files];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout) => {
      // It exits with 1 where it found something.
      if (error && error.code !== 1) reject(new Error('Squawk did not run', { cause: error }));
      else resolve(stdout);
    });
  });
  return squawkReport
    .parse(JSON.parse(output))
    .filter(({ message }) => !isOwnRuleIgnored(message))
    .map(({ file, line, rule_name, message, help }) => ({
      file,
      line: line + 1,
      rule: rule_name,
      message: help === null ? message : `${message} ${help}`,
    }));
}

/** Squawk warns where a comment ignores a rule that is not its own. */
function isOwnRuleIgnored(message: string): boolean {
  const name = /^unknown name (\S+)$/.exec(message)?.[1];
  return name !== undefined && name in OWN_RULES;
}

function ownFaults(file: string, sql: string): UpgradeFault[] {
  const lines = sql.split('\n');
  const created = new Set<string>();
  return splitStatements(sql).flatMap((statement) =>
    brokenRules(normalize(statement), created)
      .filter((rule) => !isIgnored(lines, statement, rule))
      .map((rule) => ({ file, line: statement.line, rule, message: OWN_RULES[rule] })),
  );
}

/** One space between words; all but quoted names in capitals. */
function normalize({ code }: Statement): string {
  const spaced = code.replaceAll(/\s+/g, ' ');
  return spaced.replaceAll(/"[^"]*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toUpperCase()));
}

/** Statements that touch nothing that exists, and those whose effects squawk or a rule below judges. */
const JUDGED =
  /^(CREATE (TABLE|(UNIQUE )?INDEX|TYPE|SEQUENCE|SCHEMA|EXTENSION|FUNCTION|VIEW|MATERIALIZED VIEW)|COMMENT ON|SET|ALTER TABLE|DROP (TABLE|INDEX)) /;
const JUDGED_ACTION = /^ALTER TABLE (IF EXISTS )?(ONLY )?\S+ (ADD|ALTER|DROP|RENAME|VALIDATE) /;

/** @param created the tables that this migration has created so far; those of this statement are added */
function brokenRules(code: string, created: Set<string>): OwnRule[] {
  const createdTable = nameAfter(code, /^CREATE TABLE (IF NOT EXISTS )?/);
  if (createdTable !== null) created.add(createdTable);
  const references = isReferenceThatKeepsRows(code, created) ? (['keeps-rows'] as const) : [];
  const table = nameAfter(
    code,
    /^(ALTER TABLE (IF EXISTS )?(ONLY )?|INSERT INTO |CREATE UNIQUE INDEX .*? ON (ONLY )?)/,
  );
  if (table !== null && created.has(table)) return [...references];
  if (/^(UPDATE|DELETE|INSERT) /.test(code)) return ['locks-rows'];
  if (/^ALTER TYPE .* ADD VALUE /.test(code)) return ['new-enum-value'];
  if (/^(TRUNCATE|DROP (?!TABLE|INDEX))|^ALTER TABLE .* DROP CONSTRAINT /.test(code)) return ['takes-away'];
  if (
    /^CREATE UNIQUE INDEX |^ALTER TABLE .* (ADD (CONSTRAINT|FOREIGN|UNIQUE|PRIMARY|EXCLUDE)|CHECK) /.test(
      code,
    )
  )
    return ['refuses-writes'];
  if (!JUDGED.test(code) || (code.startsWith('ALTER TABLE') && !JUDGED_ACTION.test(code)))
    return ['unknown-statement'];
  return [...references];
}

function isReferenceThatKeepsRows(code: string, created: ReadonlySet<string>): boolean {
  const references = code.split(/\b(?=REFERENCES )/).slice(1);
  return references.some(
    (reference) =>
      !created.has(nameAfter(reference, /^REFERENCES /) ?? '') &&
      !/ON DELETE (CASCADE|SET)\b/.test(reference),
  );
}

/** Without its schema and quotes, as Postgres stores it; null where `before` does not match. */
function nameAfter(code: string, before: RegExp): string | null {
  const prefix = before.exec(code)?.[0];
  if (prefix === undefined) return null;
  const name = /^(?:(?:"[^"]+"|\w+)\.)?("[^"]+"|\w+)/.exec(code.slice(prefix.length))?.[1] ?? '';
  return name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase();
}

/** Whether the line above the statement ignores the rule, as Squawk's own comments do. */
function isIgnored(lines: readonly string[], { line }: Statement, rule: OwnRule): boolean {
  const ignored = /^\s*--\s*squawk-ignore\s(.*)$/.exec(lines[line - 2] ?? '')?.[1];
  return ignored?.split(/[\s,]+/).includes(rule) === true;
}
