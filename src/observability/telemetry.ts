// Owns how work is measured: each named piece of work is a span of a trace and an observation in a histogram, through
// OpenTelemetry's API. Both are free until an SDK is registered. What the work returns or throws is never changed.
import {
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Histogram,
  type MeterProvider,
} from '@opentelemetry/api';

const SCOPE = 'vitae';
/** Seconds: from a cache hit to a batch that waits for its index. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Work<Result> {
  /** Of the metric, as in `graphql.operation`: its histogram is `<name>.duration`, in seconds. */
  readonly name: string;
  /** @default the name */
  readonly spanName?: string;
  /** @default INTERNAL */
  readonly kind?: SpanKind;
  /** Of both. Few values each, and nothing personal. */
  readonly attributes: Attributes;
  /** Whether a result that was returned is a failure all the same. @default never */
  readonly failed?: (result: Result) => boolean;
}

export async function measured<Result>(
  { name, spanName = name, kind = SpanKind.INTERNAL, attributes, failed = () => false }: Work<Result>,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  return trace.getTracer(SCOPE).startActiveSpan(spanName, { kind, attributes }, async (span) => {
    let outcome = 'error';
    try {
      const result = await run();
      if (!failed(result)) outcome = 'ok';
      return result;
    } finally {
      if (outcome === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      histogram(`${name}.duration`).record((performance.now() - started) / 1000, { ...attributes, outcome });
    }
  });
}

/** The id of the trace that is running; undefined where none is. */
export function activeTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

const histograms = new Map<string, Histogram>();
let histogramsOf: MeterProvider | undefined;

/** An instrument taken before the SDK is registered would stay mute. */
function histogram(name: string): Histogram {
  const provider = metrics.getMeterProvider();
  if (provider !== histogramsOf) histograms.clear();
  histogramsOf = provider;
  const known = histograms.get(name);
  if (known) return known;
  const made = provider
    .getMeter(SCOPE)
    .createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries: BUCKETS } });
  histograms.set(name, made);
  return made;
}
