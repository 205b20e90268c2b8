// Measures work as a span of a trace and as an observation in a histogram, with OpenTelemetry's API. Without a registered SDK
// both cost nothing. Results and errors pass through unchanged.
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
/** Seconds: from a cache hit to a batch that waits for the index. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Work<Result> {
  /** The histogram is `<name>.duration_seconds`, such as `graphql.operation.duration_seconds`. */
  readonly name: string;
  /** Of the histogram. */
  readonly description: string;
  /** @default the name */
  readonly spanName?: string;
  /** @default INTERNAL */
  readonly kind?: SpanKind;
  /** For the span and the histogram. Few values each, and no personal data. */
  readonly attributes: Attributes;
  /** Whether a returned result counts as a failure. @default never */
  readonly failed?: (result: Result) => boolean;
}

export async function measured<Result>(
  {
    name,
    description,
    spanName = name,
    kind = SpanKind.INTERNAL,
    attributes,
    failed = () => false,
  }: Work<Result>,
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
      histogram(`${name}.duration_seconds`, description).record((performance.now() - started) / 1000, {
        ...attributes,
        outcome,
      });
    }
  });
}

/** The id of the current trace, or undefined. */
export function activeTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

const histograms = new Map<string, Histogram>();
let histogramsOf: MeterProvider | undefined;

/** An instrument that is created before the SDK is registered would never record. */
function histogram(name: string, description: string): Histogram {
  const provider = metrics.getMeterProvider();
  if (provider !== histogramsOf) histograms.clear();
  histogramsOf = provider;
  const known = histograms.get(name);
  if (known) return known;
  const made = provider
    .getMeter(SCOPE)
    .createHistogram(name, { description, advice: { explicitBucketBoundaries: BUCKETS } });
  histograms.set(name, made);
  return made;
}
