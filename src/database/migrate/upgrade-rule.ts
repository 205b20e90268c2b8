// Owns the rule that a migration spares the version before, which runs on beside the new one while a deployment replaces
// its processes: it only adds, and it holds no lock that writers wait for. It reads the SQL and changes nothing. What it
// does not know is a fault too, unless a comment right above the statement says why it does no harm:
//   -- upgrade: nothing has read this column since 1.4, which was released in March
import type { MigrationFile } from './migration-folder.ts';
import { splitStatements, wordsOf } from './sql-statements.ts';

export interface UpgradeFault {
  /** The folder's name. */
  readonly migration: string;
  readonly line: number;
  /** What the version before would meet, and what to do instead. */
  readonly message: string;
}

/** The last migration of the first version that anybody ran: those up to it had no version before to spare. */
const BASELINE = '20261124020000_search_state_tracked';

const EXCUSE = /^--\s*upgrade:\s*\S+(\s+\S+){2}/;
const EXCUSE_HINT = 'or say above it why it does no harm: -- upgrade: <why>';

/** @param baseline the last migration that need not keep the rule. @default that of the first version */
export function upgradeFaults(files: readonly MigrationFile[], baseline = BASELINE): UpgradeFault[] {
  return files.filter(({ name }) => name > baseline).flatMap(faultsOf);
}

function faultsOf({ name: migration, sql }: MigrationFile): UpgradeFault[] {
  const lines = sql.split('\n');
  const made = new Set<string>();
  return splitStatements(sql).flatMap(({ text, line }) => {
    // What a text says is no part of what the statement does.
    const words = wordsOf(text).map((word) => (/^[eE]?'/.test(word) ? "''" : word));
    const faults = judge(words, made);
    if (isExcused(lines, line)) return [];
    return faults.map((fault) => ({ migration, line, message: `${fault}, ${EXCUSE_HINT}` }));
  });
}

/** @param line of the statement, from 1: the comment stands in the lines right above it */
function isExcused(lines: readonly string[], line: number): boolean {
  for (let above = line - 2; lines[above]?.trim().startsWith('--'); above -= 1)
    if (EXCUSE.test(lines[above]?.trim() ?? '')) return true;
  return false;
}

/** Nobody reads or writes yet what these make, and they touch nothing else. */
const MAKES_NEW =
  /^(CREATE (TYPE|SEQUENCE|SCHEMA|EXTENSION|FUNCTION|VIEW|MATERIALIZED VIEW)|COMMENT ON|SET) /;

/** @param made the tables that this migration itself has made so far; one that is made is added */
function judge(words: readonly string[], made: Set<string>): string[] {
  const text = `${words.join(' ')} `;
  const [verb, object] = words;
  if (MAKES_NEW.test(text)) return [];
  if (verb === 'CREATE' && object === 'TABLE') {
    made.add(nameAfter(words, 'TABLE'));
    return referenceFaults(words, made);
  }
  if (verb === 'CREATE' && /^CREATE (UNIQUE )?INDEX /.test(text)) return indexFaults(words, made);
  if (verb === 'ALTER' && object === 'TABLE') {
    const table = nameAfter(words, 'TABLE');
    if (made.has(table)) return referenceFaults(words, made);
    return actionsOf(words).flatMap((action) => actionFaults(action, table));
  }
  if (verb === 'INSERT' && made.has(nameAfter(words, 'INTO'))) return [];
  if (verb === 'ALTER' && object === 'TYPE' && text.includes(' ADD VALUE '))
    return [
      'the version before cannot read a row with the new value: release first a version that only reads it',
    ];
  if (verb === 'DROP' || verb === 'TRUNCATE')
    return [
      `${verb} ${object} takes away what the version before uses: leave it to a release after which none does`,
    ];
  if (verb === 'UPDATE' || verb === 'DELETE' || verb === 'INSERT')
    return [
      `${verb} holds its rows locked until the migration commits: fill in by a job, some rows at a time`,
    ];
  return [
    `the rule does not know what ${words.slice(0, 3).join(' ')} does to the version before: write it otherwise`,
  ];
}

function indexFaults(words: readonly string[], made: ReadonlySet<string>): string[] {
  const table = nameAfter(words, 'ON');
  if (made.has(table)) return [];
  const unique = words[1] === 'UNIQUE' ? ['a unique index refuses what the version before may write'] : [];
  // Every migration runs in a transaction, where CONCURRENTLY is not allowed.
  const build = `building an index locks "${table}" against writes: build it by hand with CREATE INDEX CONCURRENTLY before the deployment, under the name that CREATE INDEX IF NOT EXISTS has here`;
  return [...unique, build];
}

function actionFaults(action: readonly string[], table: string): string[] {
  const text = `${action.join(' ')} `;
  const what = `"${table}": ${action.slice(0, 3).join(' ')}`;
  if (/^ADD (CONSTRAINT|FOREIGN|UNIQUE|PRIMARY|CHECK|EXCLUDE) /.test(text))
    return [
      `${what} refuses what the version before may write, and locks the table while it looks at every row: add it NOT VALID once no such version runs, and validate it in a migration after that`,
    ];
  if (text.startsWith('ADD ')) return columnFaults(text, what);
  if (text.startsWith('VALIDATE CONSTRAINT ')) return [];
  if (text.startsWith('DROP '))
    return [`${what} takes away what the version before uses: leave it to a release after which none does`];
  if (text.startsWith('RENAME '))
    return [
      `${what} takes away the name that the version before uses: add the new one, write both, and drop the old one later`,
    ];
  if (/ SET NOT NULL /.test(text))
    return [
      `${what} refuses the NULL that the version before may write: wait until none runs that writes it`,
    ];
  if (/ DROP NOT NULL /.test(text))
    return [`${what}: the version before cannot read NULL there: release first a version that can`];
  if (/ TYPE /.test(text))
    return [
      `${what} rewrites the table under a lock, and the version before reads the type it knows: add a column, write both, and drop the old one later`,
    ];
  return [`${what}: the rule does not know what this does to the version before: write it otherwise`];
}

function columnFaults(text: string, what: string): string[] {
  const hasDefault = / DEFAULT /.test(text);
  const notNull = / NOT NULL /.test(text) && !hasDefault;
  const strict = / (UNIQUE|PRIMARY KEY|REFERENCES|CHECK) /.test(text);
  const computed = / (GENERATED|(SMALL|BIG)?SERIAL) /.test(text) || (hasDefault && hasComputedDefault(text));
  return [
    ...(notNull
      ? [`${what} refuses every row that the version before writes: give it a DEFAULT or let it be NULL`]
      : []),
    ...(strict
      ? [
          `${what} with a constraint locks out writers while it is checked, and may refuse them: add the column alone`,
        ]
      : []),
    ...(computed
      ? [
          `${what} with a value of its own in each row rewrites the table under a lock: add the column as NULL and fill it in by a job`,
        ]
      : []),
  ];
}

/** A default that is the same for all rows is kept once, and the table is not rewritten; NOW() is taken once, too. */
function hasComputedDefault(text: string): boolean {
  const value = text.slice(text.indexOf(' DEFAULT ')).replaceAll(/: : \w+( \( [\d ,]+\))?/g, '');
  return /[\w"] \( /.test(value.replaceAll('NOW ( )', ''));
}

/** A table that is made may point at one that is there, as long as what is deleted there may still go. */
function referenceFaults(words: readonly string[], made: ReadonlySet<string>): string[] {
  return words.flatMap((word, at) => {
    if (word !== 'REFERENCES' || made.has(nameAt(words, at + 1))) return [];
    const following = words.slice(at + 1);
    const next = following.findIndex((later) => later === 'REFERENCES' || later === 'ADD');
    const clause = (next < 0 ? following : following.slice(0, next)).join(' ');
    if (/ON DELETE (CASCADE|SET) ?/.test(clause)) return [];
    return [
      `a reference to "${nameAt(words, at + 1)}" that does not say ON DELETE CASCADE or SET NULL keeps the version before from deleting there: say it`,
    ];
  });
}

/** What one ALTER TABLE does, each by itself. */
function actionsOf(words: readonly string[]): string[][] {
  let depth = 0;
  const actions: string[][] = [[]];
  for (const word of words.slice(endOfName(words, words.indexOf('TABLE') + 1))) {
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (word === ',' && depth === 0) actions.push([]);
    else actions.at(-1)?.push(word);
  }
  return actions;
}

/** Words that may stand between a keyword and the name. */
const BEFORE_A_NAME = ['ONLY', 'IF', 'NOT', 'EXISTS'];

function nameAfter(words: readonly string[], keyword: string): string {
  return nameAt(words, words.indexOf(keyword) + 1);
}

/** Unquoted, without its schema, as Postgres keeps it. */
function nameAt(words: readonly string[], at: number): string {
  const name = words[endOfName(words, at) - 1] ?? '';
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}

function endOfName(words: readonly string[], at: number): number {
  let end = at;
  while (BEFORE_A_NAME.includes(words[end] ?? '')) end += 1;
  end += 1;
  while (words[end] === '.') end += 2;
  return end;
}
