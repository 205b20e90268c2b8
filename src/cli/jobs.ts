// `npm run jobs -- list [QUEUE] | show QUEUE ID | retry QUEUE ID…|--all | discard QUEUE ID…`: the queues and their dead
// letters of the running Vitae. With nothing changed, exit code 1: an unknown queue or id; 2: wrong usage, or no running Vitae.
import type { Command } from 'commander';
import { conclude, connect, urlOption } from './administrator.ts';
import { uuids, wholeNumber } from './arguments.ts';
import { createCommand } from './command.ts';
import { ApiError, type Client } from '../client/client.ts';
import { graphql } from '../client/generated/index.ts';
import type { DeadLettersQuery } from '../client/generated/graphql.ts';
import { fromNow, oneLine, table } from './table.ts';

const Queues = graphql(`
  query Queues {
    queues {
      ...QueueFields
    }
  }
`);

const DeadLetters = graphql(`
  query DeadLetters($queue: String!, $first: Int!, $after: String) {
    deadLetters(queue: $queue, first: $first, after: $after) {
      edges {
        cursor
        node {
          ...DeadLetterFields
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  fragment DeadLetterFields on DeadLetter {
    id
    reason
    tries
    failedAt
    payload
    profile {
      id
      fullName
    }
  }
`);

const OneDeadLetter = graphql(`
  query OneDeadLetter($queue: String!, $id: ID!) {
    deadLetter(queue: $queue, id: $id) {
      ...DeadLetterFields
      queue
      createdAt
      profile {
        handle
      }
    }
  }
`);

const RetryDeadLetters = graphql(`
  mutation RetryDeadLetters($queue: String!, $ids: [ID!]) {
    retryDeadLetters(queue: $queue, ids: $ids) {
      retried
      lastStartsAt
    }
  }
`);

const DiscardDeadLetters = graphql(`
  mutation DiscardDeadLetters($queue: String!, $ids: [ID!]!) {
    discardDeadLetters(queue: $queue, ids: $ids) {
      discarded
    }
  }
`);

const REASON_WIDTH = 100;
const ABOUT_WIDTH = 50;

interface CommonOptions {
  readonly json?: true;
  readonly url?: string;
}

interface ListOptions extends CommonOptions {
  readonly limit: number;
  readonly after?: string;
}

const program = createCommand('jobs').description(
  'Lists, retries and discards the dead letters of the running Vitae.',
);

addCommand('list', 'lists all queues, or the dead letters of one queue, the newest first')
  .argument('[queue]', 'the queue whose dead letters are listed')
  .option('--limit <n>', 'how many, 1 to 100', wholeNumber(1, 100), 20)
  .option('--after <cursor>', 'continue after this cursor from the page before')
  .action((queue: string | undefined, options: ListOptions) =>
    run(options, (client) =>
      queue === undefined ? listQueues(client, options) : listDeadLetters(client, queue, options),
    ),
  );

addCommand('show', 'shows one dead letter with all its fields')
  .argument('<queue>', 'its queue')
  .argument('<id>', 'its id')
  .action((queue: string, id: string, options: CommonOptions) =>
    run(options, (client) => show(client, queue, id, options)),
  );

addCommand('retry', 'enqueues dead letters again, ten a second')
  .argument('<queue>', 'their queue')
  .argument('[ids...]', 'their ids', uuids)
  .option('--all', 'all dead letters of the queue')
  .action((queue: string, ids: string[], options: CommonOptions & { all?: true }, command: Command) => {
    if (ids.length > 0 === (options.all ?? false))
      command.error('Give either ids or --all.', { exitCode: 2 });
    return run(options, (client) => retry(client, queue, options.all ? null : ids, options));
  });

addCommand('discard', 'deletes dead letters for good')
  .argument('<queue>', 'their queue')
  .argument('<ids...>', 'their ids', uuids)
  .action((queue: string, ids: string[], options: CommonOptions) =>
    run(options, (client) => discard(client, queue, ids, options)),
  );

await program.parseAsync();

function addCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'print the answer of the API as JSON')
    .addOption(urlOption());
}

function run({ url }: CommonOptions, command: (client: Client) => Promise<void>): Promise<void> {
  return conclude(
    connect(url)
      .then(command)
      .then(() => 0),
  );
}

function print({ json }: CommonOptions, data: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : text());
}

async function listQueues(client: Client, options: CommonOptions): Promise<void> {
  const { queues } = await client.request(Queues, {});
  print(options, queues, () => {
    const rows = queues.map(({ name, waiting, delayed, active, deadLetters, oldestJobAt }) => [
      ...[name, waiting, delayed, active, deadLetters],
      oldestJobAt === null ? '-' : fromNow(oldestJobAt),
    ]);
    const pauses = queues.flatMap(({ name, pause }) =>
      pause
        ? `${name} was paused ${fromNow(pause.since)} and tries again ${fromNow(pause.until)}: ${oneLine(pause.reason)}\n`
        : [],
    );
    return table(['QUEUE', 'WAITING', 'DELAYED', 'ACTIVE', 'DEAD', 'OLDEST'], rows) + pauses.join('');
  });
}

type Letter = DeadLettersQuery['deadLetters']['edges'][number]['node'];

async function listDeadLetters(client: Client, queue: string, options: ListOptions): Promise<void> {
  const { limit, after } = options;
  const { deadLetters } = await client.request(DeadLetters, { queue, first: limit, after: after ?? null });
  print(options, deadLetters, () => {
    if (deadLetters.edges.length === 0) return `${queue} has no dead letters.\n`;
    const rows = deadLetters.edges.map(({ node }) => [
      ...[node.id, fromNow(node.failedAt), node.tries, aboutOf(node)],
      oneLine(node.reason, REASON_WIDTH),
    ]);
    const { hasNextPage, endCursor } = deadLetters.pageInfo;
    const more = hasNextPage ? `More: npm run jobs -- list ${queue} --after ${endCursor}\n` : '';
    return table(['ID', 'FAILED', 'TRIES', 'ABOUT', 'REASON'], rows) + more;
  });
}

function aboutOf({ profile, payload }: Letter): string {
  return oneLine(profile?.fullName ?? JSON.stringify(payload), ABOUT_WIDTH);
}

async function show(client: Client, queue: string, id: string, options: CommonOptions): Promise<void> {
  const { deadLetter } = await client.request(OneDeadLetter, { queue, id });
  if (!deadLetter)
    throw new ApiError(`there is no dead letter with the id ${oneLine(id)} in ${queue}`, 'NOT_FOUND');
  const { reason, tries, createdAt, failedAt, payload, profile } = deadLetter;
  print(options, deadLetter, () => {
    const lines: [title: string, text: string][] = [
      ['id', deadLetter.id],
      ['queue', queue],
      ['enqueued', `${createdAt} (${fromNow(createdAt)})`],
      ['failed', `${failedAt} (${fromNow(failedAt)})`],
      ['tries', String(tries)],
      ['profile', profile ? `${profile.fullName} (${profile.handle}, ${profile.id})` : '-'],
      ['payload', JSON.stringify(payload)],
      ['reason', reason],
    ];
    return lines.map(([title, text]) => `${title.padEnd(8)}  ${oneLine(text)}\n`).join('');
  });
}

async function retry(
  client: Client,
  queue: string,
  ids: readonly string[] | null,
  options: CommonOptions,
): Promise<void> {
  const variables = { queue, ids: ids && [...ids] };
  const { retryDeadLetters } = await client.request(RetryDeadLetters, variables);
  print(options, retryDeadLetters, () => {
    const { retried, lastStartsAt } = retryDeadLetters;
    const last = lastStartsAt === null ? '' : ` The last of them starts ${fromNow(lastStartsAt)}.`;
    return `${retried} retried.${last}\n`;
  });
}

async function discard(client: Client, queue: string, ids: string[], options: CommonOptions): Promise<void> {
  const { discardDeadLetters } = await client.request(DiscardDeadLetters, { queue, ids });
  print(options, discardDeadLetters, () => `${discardDeadLetters.discarded} discarded.\n`);
}
