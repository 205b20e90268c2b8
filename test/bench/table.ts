// Prints a table: first column left-aligned, figures right-aligned.

export function printTable(head: readonly string[], body: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
      .join('  ');
  process.stdout.write(`${[head, ...body].map(line).join('\n')}\n\n`);
}
