// The alert rules: Prometheus reads them, they are raised by what they name and by nothing else, and each leads to its page.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { promtool, withoutPromtool } from '../support/promtool.ts';

const RULES = path.resolve('docs/alerts.yaml');
const rulesRule = z.object({
  groups: z.array(
    z.object({
      rules: z.array(z.object({ alert: z.string(), annotations: z.object({ runbook: z.string() }) })),
    }),
  ),
});
const alerts = rulesRule.parse(parse(await readFile(RULES, 'utf8'))).groups.flatMap(({ rules }) => rules);

it('each alert leads to its page in the runbook, and each page of an alert has one', async () => {
  const runbook = await readFile('docs/runbook.md', 'utf8');
  const pages = [...runbook.matchAll(/^### (Vitae\w+)$/gm)].map(([, name]) => name);
  expect(pages).toEqual(alerts.map(({ alert }) => alert));
  for (const { alert, annotations } of alerts)
    expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
});

/** Two hours of a metric, one value a minute: a calm one, and one that must raise the alert. Without one: none. */
interface Case {
  readonly series: string;
  readonly calm?: string;
  readonly trouble?: string;
}
const CASES: Record<string, Case> = {
  VitaeProcessDown: { series: 'up{job="vitae"}', calm: '1x120', trouble: '0x120' },
  VitaeDatabaseDown: {
    series: 'vitae_dependency_up{dependency="database"}',
    calm: '1x120',
    trouble: '0x120',
  },
  VitaeCacheDown: { series: 'vitae_dependency_up{dependency="cache"}', calm: '1x120', trouble: '0x120' },
  VitaeSearchDown: { series: 'vitae_dependency_up{dependency="search"}', calm: '1x120', trouble: '0x120' },
  VitaeNoWorker: { series: 'vitae_worker_processes{state="live"}', calm: '1x120', trouble: '0x120' },
  VitaeIndexLag: { series: 'vitae_index_lag_seconds', calm: '3x120', trouble: '0+60x120' },
  VitaeQueuePaused: { series: 'vitae_queue_paused{queue="a"}', calm: '0x120', trouble: '1x120' },
  VitaeDeadLetters: { series: 'vitae_queue_jobs{queue="a",state="dead"}', calm: '0x120', trouble: '2x120' },
  VitaeIndexNeedsFill: { series: 'vitae_index_needs_fill', calm: '0x120', trouble: '1x120' },
  VitaeRunWaits: { series: 'vitae_reindex_runs{status="PAUSED"}', calm: '0x120', trouble: '1x120' },
  VitaeUndeclaredWrites: {
    series: 'vitae_undeclared_writes_total{table="bio"}',
    calm: '4x120',
    trouble: '_x118 1x2',
  },
  VitaeAuditDifferences: {
    series: 'vitae_audit_differences_total{kind="a",after="60"}',
    calm: '4x120',
    trouble: '_x118 1x2',
  },
  VitaeAuditStopped: { series: 'vitae_audit_comparisons_total', calm: '0+500x120', trouble: '9x120' },
  VitaeInvalidationsFail: {
    series: 'vitae_cache_invalidations_failed_total',
    calm: '2x120',
    trouble: '0+1x120',
  },
  VitaeSlow: {
    series: 'vitae_graphql_operation_duration_seconds_bucket{graphql_operation_type="query",le="LE"}',
  },
};

/** Nine of ten operations are within `le` seconds in trouble, all of them when calm. */
function slow(isTrouble: boolean) {
  const { series } = CASES['VitaeSlow'] ?? { series: '' };
  return [
    { series: series.replace('LE', '1'), values: isTrouble ? '0+90x120' : '0+100x120' },
    ...['5', '+Inf'].map((le) => ({ series: series.replace('LE', le), values: '0+100x120' })),
  ];
}

describe.skipIf(withoutPromtool())('the alert rules', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'vitae-alerts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are read by Prometheus', () => expect(promtool(['check', 'rules', RULES])).toBe(''));

  it('are each raised in their trouble, and not when calm', async () => {
    const tests = alerts.flatMap(({ alert }) => [false, true].map((isTrouble) => testOf(alert, isTrouble)));
    const file = path.join(folder, 'tests.json');
    await writeFile(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }));
    expect(promtool(['test', 'rules', file])).toBe('');
  });
});

function testOf(alert: string, isTrouble: boolean): object {
  const { series, calm, trouble } = CASES[alert] ?? { series: '' };
  const values = isTrouble ? trouble : calm;
  const expr = `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`;
  return {
    interval: '1m',
    input_series: values === undefined ? slow(isTrouble) : [{ series, values }],
    promql_expr_test: [
      { expr, eval_time: '120m', exp_samples: [{ labels: '{}', value: isTrouble ? 1 : 0 }] },
    ],
  };
}
