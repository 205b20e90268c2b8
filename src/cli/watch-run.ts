// Shows the progress of a run in a terminal until it ends, then its result.
import type { Client } from '../client/client.ts';
import type { RunFieldsFragment } from '../client/generated/graphql.ts';
import { graphql } from '../client/generated/index.ts';
import { INTERRUPTED } from './exit-codes.ts';
import { printable, printableLines } from './printable.ts';
import { createProgressView } from './progress-view.ts';

const ReindexProgress = graphql(`
  subscription ReindexProgress($runId: ID!) {
    reindexProgress(runId: $runId) {
      ...RunFields
    }
  }
`);

const ReindexFindings = graphql(`
  query ReindexFindings($runId: ID!) {
    reindexRun(id: $runId) {
      failures(first: 100) {
        edges {
          node {
            profileId
            code
            reason
          }
        }
      }
      differences(first: 100) {
        edges {
          node {
            objectId
            kind
          }
        }
      }
    }
  }
`);

/** @returns 0 if the run completed without failures, otherwise 1 */
export async function watchRun(client: Client, runId: string): Promise<number> {
  const view = createProgressView();
  const leave = () => {
    view.stop();
    process.stdout.write(`\nThe run goes on. Watch it again with: npm run reindex -- --watch ${runId}\n`);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', leave);
  let last: RunFieldsFragment | null = null;
  for await (const { reindexProgress } of client.subscribe(ReindexProgress, { runId })) {
    last = reindexProgress;
    view.show(last);
    if (last.status === 'AWAITING_CONFIRMATION') break;
  }
  process.off('SIGINT', leave);
  view.stop();
  if (last?.status === 'AWAITING_CONFIRMATION') {
    process.stdout.write(
      `${printableLines(last.notice ?? '')}\nConfirm it with: npm run reindex -- confirm ${last.id} --watch\n`,
    );
    return 1;
  }
  if (!last) throw new Error('The subscription ended without an update.');
  const { reindexRun: findings } = await client.request(ReindexFindings, { runId: last.id });
  printResult(last);
  printFirst(findings?.failures.edges ?? [], last.failed, ({ profileId, code, reason }) => [
    profileId,
    code,
    reason,
  ]);
  const differences = last.mode === 'DRY_RUN' ? last.upserted + last.removed : 0;
  printFirst(findings?.differences.edges ?? [], differences, ({ objectId, kind }) => [kind, objectId]);
  if (last.failed > 0) process.stdout.write(`Retry them with: npm run reindex -- retry ${last.id} --watch\n`);
  return last.status === 'COMPLETED' ? 0 : 1;
}

function printResult({
  mode,
  status,
  processed,
  upserted,
  skipped,
  removed,
  failed,
  error,
  notice,
}: RunFieldsFragment): void {
  const [written, gone] = mode === 'DRY_RUN' ? ['to write', 'to remove'] : ['written', 'removed'];
  process.stdout.write(
    `${status}: ${processed} processed, ${upserted} ${written}, ${skipped} unchanged, ${removed} ${gone}, ${failed} failed\n`,
  );
  if (notice) process.stdout.write(`${printableLines(notice)}\n`);
  if (error) process.stdout.write(`${printableLines(error)}\n`);
}

/** Prints a line for each edge, and how many more there are. */
function printFirst<Node>(
  edges: readonly { node: Node }[],
  count: number,
  cells: (node: Node) => string[],
): void {
  for (const { node } of edges) process.stdout.write(`  ${cells(node).map(printable).join('  ')}\n`);
  if (count > edges.length) process.stdout.write(`  and ${count - edges.length} more\n`);
}
