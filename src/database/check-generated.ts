// Ends the process with one line where the generated Prisma client is missing or was generated from another schema. Imported
// before the client; npm scripts preload it, since a missing client fails before any code runs.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const schemaFile = path.join(import.meta.dirname, '../../prisma/schema.prisma');
const clientFile = path.join(import.meta.dirname, 'generated/prisma/internal/class.ts');

function findFault(): string | null {
  if (!existsSync(clientFile)) return 'The Prisma client has not been generated';
  if (!existsSync(schemaFile)) return null;
  const [, inlined = '""'] =
    /"inlineSchema": ("(?:[^"\\]|\\.)*")/.exec(readFileSync(clientFile, 'utf8')) ?? [];
  const isCurrent = normalize(JSON.parse(inlined) as string) === normalize(readFileSync(schemaFile, 'utf8'));
  return isCurrent ? null : 'The Prisma client was generated from another prisma/schema.prisma';
}

/** Prisma formats the schema that it inlines: it changes spaces, and moves comments and attributes within a block. */
function normalize(text: string): string {
  const blocks = text
    .split(/^[ \t]*\}/m)
    .map((block) => block.split('\n').map((line) => line.replace(/\s+/g, '')));
  return blocks.map((lines) => lines.filter(Boolean).sort().join('\n')).join('\n}\n');
}

const fault = findFault();
if (fault !== null) {
  process.stderr.write(`${fault}. Run: npm run generate\n`);
  process.exit(2);
}
