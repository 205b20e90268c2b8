// Names the statements that Postgres keeps prepared: those that write, and those that begin with WITH. Parsing and planning them
// takes Postgres a good part of a write. A SELECT of Prisma has as many texts as queries select fields, so it stays unnamed.

/** Postgres keeps each in every connection. */
const MOST = 100;
const isNamed = (sql: string) => /^\s*(?:WITH|INSERT|UPDATE|DELETE)\s/.test(sql);

/** @returns for each text its own name; the empty name, which keeps nothing, above the maximum */
export function statementNames(): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST || !isNamed(sql)) return '';
    const name = `vitae_${String(names.size)}`;
    names.set(sql, name);
    return name;
  };
}
