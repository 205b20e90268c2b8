// Fills the index of a bench through the API of a process with a worker.
import type { ServerProcess } from '../support/vitae-process.ts';

/** @param headers of the administrator @throws where the run fails */
export async function reindexOver(
  { origin }: Pick<ServerProcess, 'origin'>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const ask = async (query: string) => {
    const answer = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return answer.text();
  };
  await ask('mutation { startReindex(input: { mode: FULL }) { id } }');
  for (let status = ''; !status.includes('COMPLETED');) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    status = await ask('{ reindexRuns(first: 1) { edges { node { status failed } } } }');
    if (status.includes('FAILED') || status.includes('errors')) throw new Error(status);
  }
}
