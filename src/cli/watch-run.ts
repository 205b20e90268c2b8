// Owns how a run is watched from a terminal: its progress until it ends, and then what came of it.
import type { Client } from '../client/client.ts';
import type { ReindexProgressSubscription } from '../client/generated/graphql.ts';
import { graphql } from '../client/generated/index.ts';
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

type Run = ReindexProgressSubscription['reindexProgress'];

/** @returns 0 where the run completed, 1 where it did not, or not without failures */
export async function watchRun(client: Client, runId: string): Promise<number> {
  const view = createProgressView();
  const leave = () => {
    view.stop();
    process.stdout.write(`\nThe run goes on. Watch it again with: npm run reindex -- --watch ${runId}\n`);
    process.exit(0);
  };
  process.once('SIGINT', leave);
  let last: Run | null = null;
  for await (const { reindexProgress } of client.subscribe(ReindexProgress, { runId })) {
    last = reindexProgress;
    view.show(last);
  }
  process.off('SIGINT', leave);
  view.stop();
  if (!last) throw new Error('the subscription ended before it said anything');
  const { reindexRun: findings } = await client.request(ReindexFindings, { runId: last.id });
  conclude(last);
  list(findings?.failures.edges ?? [], last.failed, ({ profileId, code, reason }) => [
    profileId,
    code,
    reason,
  ]);
  const differences = last.mode === 'DRY_RUN' ? last.upserted + last.removed : 0;
  list(findings?.differences.edges ?? [], differences, ({ objectId, kind }) => [kind, objectId]);
  if (last.failed > 0)
    process.stdout.write(`Try them again with: npm run reindex -- retry ${last.id} --watch\n`);
  return last.status === 'COMPLETED' ? 0 : 1;
}

function conclude({ mode, status, processed, upserted, skipped, removed, failed, error }: Run): void {
  const [written, gone] = mode === 'DRY_RUN' ? ['to write', 'to remove'] : ['written', 'removed'];
  process.stdout.write(
    `${status}: ${processed} looked at, ${upserted} ${written}, ${skipped} unchanged, ${removed} ${gone}, ${failed} failed\n`,
  );
  if (error) process.stdout.write(`${error}\n`);
}

/** The first of them, a line each. */
function list<Node>(edges: readonly { node: Node }[], count: number, cells: (node: Node) => string[]): void {
  for (const { node } of edges) process.stdout.write(`  ${cells(node).join('  ')}\n`);
  if (count > edges.length) process.stdout.write(`  and ${count - edges.length} more\n`);
}
