// The Kubernetes manifest of docs/operations.md: valid for its API, and true of what Vitae is: its variables, commands, paths and the
// seconds that it takes to stop.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { variables } from '../../src/config/variables.ts';
import { serve } from '../support/served.ts';
import { runCommand } from '../support/vitae-process.ts';
import { useVitae } from '../support/vitae.ts';
import { PRODUCTION } from './clients/production.ts';

const page = await readFile('docs/operations.md', 'utf8');
const [manifest = ''] = /(?<=```yaml\n)apiVersion:.*?(?=```)/s.exec(page) ?? [];

const resourceRule = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});
type Resource = z.infer<typeof resourceRule>;
const resources = parseAllDocuments(manifest).map((document) =>
  resourceRule.parse(document.toJS() as unknown),
);

interface Model {
  /** @throws where a field is of a wrong type or missing */
  validate(): void;
}
const models = createRequire(import.meta.resolve('kubernetes-models'));
const modelOf = (resource: Resource): Model => {
  const kinds = models(`./${resource.apiVersion}`) as Record<string, new (data: Resource) => Model>;
  const Kind = kinds[resource.kind];
  if (!Kind) throw new Error(`${resource.apiVersion} has no ${resource.kind}`);
  return new Kind(resource);
};

/** Fields that the schema does not have: the validator reads none of them, and says nothing. */
function unknownFields(resource: Resource): string[] {
  const unread = new Set<string>();
  const watched = <Value extends object>(value: Value, path: string): Value => {
    const inner = new Map<string, unknown>();
    for (const [name, field] of Object.entries(value)) {
      unread.add(`${path}.${name}`);
      inner.set(
        name,
        typeof field === 'object' && field ? watched(field as object, `${path}.${name}`) : field,
      );
    }
    return new Proxy(value, {
      get(target, name) {
        if (typeof name !== 'string' || !inner.has(name)) return Reflect.get(target, name) as unknown;
        unread.delete(`${path}.${name}`);
        return inner.get(name);
      },
    });
  };
  watched(modelOf(resource), resource.kind).validate();
  return [...unread];
}

const probeRule = z.object({
  httpGet: z.object({ path: z.string(), port: z.literal('http') }),
  periodSeconds: z.number(),
  failureThreshold: z.number().default(3),
});
const podRule = z.object({
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number().min(1) }),
  containers: z.tuple([
    z.object({
      command: z.array(z.string()).optional(),
      env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
      envFrom: z.array(
        z.union([
          z.object({ configMapRef: z.object({ name: z.literal('vitae') }) }),
          z.object({ secretRef: z.object({ name: z.literal('vitae') }) }),
        ]),
      ),
      securityContext: z.object({
        readOnlyRootFilesystem: z.literal(true),
        allowPrivilegeEscalation: z.literal(false),
      }),
      startupProbe: probeRule.optional(),
      livenessProbe: probeRule.optional(),
      readinessProbe: probeRule.optional(),
    }),
  ]),
});
const workloadRule = z.object({ spec: z.object({ template: z.object({ spec: podRule }) }) });
const workloads = resources
  .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
  .map((resource) => ({
    name: resource.metadata.name,
    kind: resource.kind,
    pod: workloadRule.parse(resource).spec.template.spec,
  }));
const servers = workloads.filter(({ kind }) => kind === 'Deployment');

const settings = z
  .object({ data: z.record(z.string(), z.string()) })
  .parse(resources.find(({ kind }) => kind === 'ConfigMap')).data;
const secrets = [...page.matchAll(/--from-literal=(\w+)=/g)].map(([, name = '']) => name);
const environmentOf = (pod: z.infer<typeof podRule>) => ({
  NODE_ENV: 'production',
  ...settings,
  ...Object.fromEntries(secrets.map((name) => [name, PRODUCTION[name as keyof typeof PRODUCTION]])),
  ...Object.fromEntries(pod.containers[0].env.map(({ name, value }) => [name, value])),
});

describe('the manifest', () => {
  it.each(resources.map((resource) => [`${resource.kind} ${resource.metadata.name}`, resource] as const))(
    'has a valid %s, without a field that its API does not have',
    (_name, resource) => {
      expect(unknownFields(resource)).toEqual([]);
    },
  );

  it('is refused where it has a field that does not exist, or one of another type', () => {
    const [, , worker] = resources;
    const changed = (from: string, to: string) =>
      resourceRule.parse(JSON.parse(JSON.stringify(worker).replace(from, to)) as unknown);
    expect(unknownFields(changed('livenessProbe', 'livenesProbe'))).not.toEqual([]);
    expect(() => unknownFields(changed('"replicas":2', '"replicas":"2"'))).toThrow('replicas');
  });

  it('has both roles, the migration before them, the service of the API, and a budget for each role', () => {
    expect(resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap vitae',
      'Job vitae-migrate',
      'Deployment vitae-worker',
      'Deployment vitae-api',
      'PodDisruptionBudget vitae-worker',
      'PodDisruptionBudget vitae-api',
      'Service vitae',
    ]);
    const labels = resources.flatMap(({ spec }) => [
      ...JSON.stringify(spec ?? {}).matchAll(/"app":"([\w-]+)"/g),
    ]);
    expect(new Set(labels.map(([, name]) => name))).toEqual(new Set(servers.map(({ name }) => name)));
  });

  it('names variables that exist, and all that production needs', () => {
    const named = workloads.flatMap(({ pod }) => Object.keys(environmentOf(pod)));
    expect(named.filter((name) => !Object.hasOwn(variables, name))).toEqual([]);
    expect(servers.map(({ pod }) => readConfig(environmentOf(pod)).role)).toEqual(['worker', 'api']);
  });

  it('leaves each process the time that it needs to stop, and drains longer than a probe takes to fail', () => {
    for (const { pod } of servers) {
      const drain = readConfig(environmentOf(pod)).drainMs / 1000;
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drain + 20);
      const { periodSeconds = Infinity, failureThreshold = 1 } = pod.containers[0].readinessProbe ?? {};
      expect(periodSeconds * failureThreshold).toBeLessThan(drain);
    }
  });

  it('runs commands that exist', async () => {
    const commands = workloads.flatMap(({ pod }) => pod.containers[0].command ?? []).join(' ');
    expect(commands).toBe('node src/cli/vitae.mjs migrate');
    const { code, stdout } = await runCommand('cli/vitae.mjs', ['migrate', '--help'], {});
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: vitae migrate')]);
  });

  describe('probes', () => {
    const vitae = useVitae({ workers: false });
    it('ask for paths that are served', async () => {
      await using served = await serve(vitae.appOptions);
      const statusOf = async (path: string) => (await fetch(new URL(path, served.url))).status;
      const probes = servers.flatMap(
        ({
          pod: {
            containers: [{ startupProbe, livenessProbe, readinessProbe }],
          },
        }) => [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet.path ?? 'none'),
      );
      expect(probes).toHaveLength(6);
      for (const path of new Set(probes)) expect([path, await statusOf(path)]).toEqual([path, 200]);
      expect(await statusOf('/none')).toBe(404);
    });
  });
});
