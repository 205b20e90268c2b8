// Reads docs/runbook.md: its pages, each with the commands that it says to type.
import { readFile } from 'node:fs/promises';

export interface Page {
  readonly title: string;
  readonly commands: readonly string[];
}

export async function readPages(): Promise<Page[]> {
  const text = await readFile('docs/runbook.md', 'utf8');
  return text.split(/^#+ (?=\S)/m).map((page): Page => {
    const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
    const commands = blocks.flatMap((block) =>
      block
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    );
    return { title: page.split('\n')[0] ?? '', commands };
  });
}
