// Checks Redis: whether it answers and takes writes, its version, its role, and what it does once its memory is full.
import { setTimeout as delay } from 'node:timers/promises';
import { openRedisClient, type OpenRedisClient } from '../cache/redis-client.ts';
import type { Config } from '../config/config.ts';
import { reasonOf } from '../observability/describe-error.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('redis');
const OLDEST_VERSION = 6;
const CONNECT_MS = 2000;

export async function checkRedis({ redisUrl }: Pick<Config, 'redisUrl'>): Promise<Finding[]> {
  if (redisUrl === null) return [ok('not configured: the cache is in memory, of one process')];
  const found = await Promise.all(redisUrl.split(',').map((url) => checkServer(url, redisUrl.includes(','))));
  return found.flat();
}

async function checkServer(url: string, isCluster: boolean): Promise<Finding[]> {
  const { host } = new URL(url);
  let last: unknown = new Error(`no answer within ${CONNECT_MS} ms`);
  const opened = openRedisClient(url, (error) => (last = error));
  try {
    if (!(await isReady(opened))) throw last;
    const info = await infoOf(opened);
    await opened.client.echo('vitae');
    if (!isCluster) await opened.client.set('vitae:doctor', '1', { PX: 1000 });
    return [
      ok(`version ${info('redis_version')} at ${host}, ${memoryOf(info)}`),
      ...faultsOf(info, isCluster),
    ];
  } catch (error) {
    return [failure(`Redis at ${host}: ${reasonOf(error) || 'no answer'}`, nextOf(reasonOf(error)))];
  } finally {
    opened.abandon();
  }
}

async function isReady({ client }: OpenRedisClient): Promise<boolean> {
  for (let waited = 0; waited < CONNECT_MS && !client.isReady; waited += 20) await delay(20);
  return client.isReady;
}

type Info = (field: string) => string;

async function infoOf({ client }: OpenRedisClient): Promise<Info> {
  const text = await client.info();
  return (field) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
}

function memoryOf(info: Info): string {
  const most = Number(info('maxmemory'));
  return `${info('used_memory_human')} of ${most === 0 ? 'unlimited memory' : info('maxmemory_human')}`;
}

function faultsOf(info: Info, isCluster: boolean): Finding[] {
  const findings: Finding[] = [];
  if (parseInt(info('redis_version')) < OLDEST_VERSION) {
    const next = `Upgrade Redis to ${OLDEST_VERSION} or later`;
    findings.push(warning(`version ${info('redis_version')} is older than ${OLDEST_VERSION}`, next));
  }
  if (info('role') === 'slave') {
    findings.push(
      failure('this Redis is a replica; the cache needs its master', 'Let REDIS_URL lead to the master'),
    );
  }
  if (info('cluster_enabled') === '1' && !isCluster) {
    const next = 'Give the URLs of several nodes in REDIS_URL, comma-separated';
    findings.push(failure('this Redis is a node of a cluster', next));
  }
  return [...findings, ...evictionOf(info('maxmemory'), info('maxmemory_policy'))];
}

function evictionOf(most: string, policy: string): Finding[] {
  const set =
    'CONFIG SET maxmemory 256mb, CONFIG SET maxmemory-policy allkeys-lru, and the same in redis.conf';
  if (most === '0') return [warning('its memory has no bound: it grows until the machine ends it', set)];
  if (policy.startsWith('allkeys-')) return [];
  return [
    warning(`maxmemory-policy is ${policy}: once its memory is full, the cache may store nothing`, set),
  ];
}

function nextOf(reason: string): string {
  if (/WRONGPASS|NOAUTH|NOPERM/.test(reason))
    return 'Correct user and password in REDIS_URL, or the rights of that user';
  if (/READONLY|MISCONF|OOM/.test(reason)) return 'See the log of Redis: it takes no writes';
  return 'Start Redis, or correct REDIS_URL. Until then completions are computed for every read';
}
