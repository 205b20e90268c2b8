// Measures each GraphQL operation: a span, and a duration by type and outcome. Clients choose the names of operations, so
// names go into spans only, never into metrics. For a subscription its start is measured.
import { SpanKind, trace } from '@opentelemetry/api';
import { getOperationAST, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { measured } from '../../observability/telemetry.ts';

export function useTelemetry(): Plugin {
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => measuredOperation(args, () => executeFn(args)));
    },
    onSubscribe({ subscribeFn, setSubscribeFn }) {
      setSubscribeFn((args: ExecutionArgs) => measuredOperation(args, () => subscribeFn(args)));
    },
  };
}

function measuredOperation(args: ExecutionArgs, run: () => unknown): Promise<unknown> {
  const operation = getOperationAST(args.document, args.operationName);
  const type = operation?.operation ?? 'unknown';
  const name = operation?.name?.value;
  const work = {
    name: 'graphql.operation',
    description: 'GraphQL operations, by type and outcome.',
    spanName: name === undefined ? type : `${type} ${name.slice(0, 100)}`,
    kind: SpanKind.SERVER,
    attributes: { 'graphql.operation.type': type },
    failed: (result: unknown) => typeof result === 'object' && result !== null && 'errors' in result,
  };
  return measured(work, () => {
    if (name !== undefined) trace.getActiveSpan()?.setAttribute('graphql.operation.name', name.slice(0, 100));
    return run();
  });
}
