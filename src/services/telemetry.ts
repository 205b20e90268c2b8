// Sets up the process's OpenTelemetry SDK: metrics for Prometheus, and traces to a collector where one is configured.
// A collector that is down loses spans, never requests. Called once, before the first connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { CacheCounters } from '../cache/counters.ts';
import type { Config } from '../config/config.ts';

/** The names of pg-boss' metrics, with their unit. Its counts of jobs are as old as a worker's last round: ours are read. */
const VIEWS: ViewOptions[] = [
  {
    instrumentName: 'messaging.client.operation.duration',
    name: 'messaging.client.operation.duration_seconds',
  },
  { instrumentName: 'messaging.process.duration', name: 'messaging.process.duration_seconds' },
  { instrumentName: 'pgboss.queue.jobs', aggregation: { type: AggregationType.DROP } },
];

export interface Telemetry {
  /** Answers with every metric in Prometheus's format. */
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => void;
  /** Adds a cache's counters to the metrics. */
  observeCache(counters: () => CacheCounters): void;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

export async function openTelemetry({
  otlpEndpoint,
  role,
}: Pick<Config, 'otlpEndpoint' | 'role'>): Promise<Telemetry> {
  const resource = resourceFromAttributes({ 'service.name': `vitae-${role}` });
  const prometheus = new PrometheusExporter({ preventServerStart: true, prefix: 'vitae' });
  const meters = new MeterProvider({ resource, readers: [prometheus], views: VIEWS });
  metrics.setGlobalMeterProvider(meters);
  observeProcess();
  const tracers = otlpEndpoint === null ? null : await tracesTo(otlpEndpoint, resource);
  return {
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    observeCache,
    async close() {
      await Promise.allSettled([tracers?.shutdown(), meters.shutdown()]);
    },
  };
}

async function tracesTo(
  endpoint: string,
  resource: ReturnType<typeof resourceFromAttributes>,
): Promise<TracerProvider> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({
    url: new URL('v1/traces', `${endpoint.replace(/\/$/, '')}/`).href,
  });
  const tracers = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);
  return tracers;
}

function observeProcess(): void {
  const meter = metrics.getMeter('vitae');
  meter
    .createObservableGauge('process.resident_memory_bytes', { description: 'Resident memory.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableCounter('process.cpu_seconds', { description: 'Processor time, by mode.' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / 1e6, { mode: 'user' });
      result.observe(system / 1e6, { mode: 'system' });
    });
}

function observeCache(counters: () => CacheCounters): void {
  const meter = metrics.getMeter('vitae');
  const observed = {
    'cache.hits': ['Reads that were answered from the store.', (now) => now.hits],
    'cache.computed': ['Values that were computed.', (now) => now.computed],
    'cache.fills': ['Values that were stored.', (now) => now.fills],
    'cache.joins': ['Reads that took a value already being computed.', (now) => now.joins],
    'cache.invalidations': ['Tags that were invalidated.', (now) => now.invalidations],
    'cache.invalidations.failed': [
      'Tags whose invalidation the store did not acknowledge.',
      (now) => now.failedInvalidations,
    ],
    'cache.errors': ['Calls to the store that failed.', (now) => now.errors],
    'cache.store.calls': ['Calls to the store.', (now) => now.storeCalls],
    'cache.store_seconds': ['Seconds that the store took.', (now) => now.storeMs / 1000],
    'cache.compute_seconds': ['Seconds that computing took.', (now) => now.computeMs / 1000],
  } satisfies Record<string, [string, (now: CacheCounters) => number]>;
  for (const [name, [description, read]] of Object.entries(observed)) {
    meter
      .createObservableCounter(name, { description })
      .addCallback((result) => result.observe(read(counters())));
  }
  meter
    .createObservableCounter('cache.misses', {
      description: 'Reads that were not answered from the store, by reason.',
    })
    .addCallback((result) => {
      for (const [reason, count] of Object.entries(counters().misses)) result.observe(count, { reason });
    });
}
