// Hashes the code that a value is computed with: the sections, and a module with all that it imports. Keys of the cache and
// hashes of documents contain it, so a release that changes a rule uses no value of the one before. A hash that is too wide
// costs computations. One that is too narrow serves old values.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { z } from 'zod';
import { sectionFiles } from './registry.ts';

const sources = new URL('../', import.meta.url).href;
/** Gives the rows as they are stored. */
const database = new URL('../database/', import.meta.url).href;
/** Of all imports but those of types alone, which do not run. */
const specifiers = /^(?:import|export)\s(?!type\s)(?:[^'";=]*\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm;
const packageRule = z.object({ name: z.string(), version: z.string() });

/**
 * The same in every process that runs the same code on the same Node.
 * @param file the module that computes the value
 */
export function sourceHash(file: string): string {
  const parts = new Map<string, string>();
  const roots = [file, ...sectionFiles('section.ts').map(({ url }) => url.href)];
  for (const root of roots) addSource(root, parts);
  const { node, icu, cldr, tz, unicode } = process.versions;
  const sorted = [...parts].sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted, node, icu, cldr, tz, unicode]))
    .digest('base64url')
    .slice(0, 10);
}

function addSource(url: string, parts: Map<string, string>): void {
  const name = url.slice(sources.length);
  if (parts.has(name) || url.startsWith(database)) return;
  const text = readFileSync(new URL(url), 'utf8');
  parts.set(name, text);
  for (const [, from, dynamic] of text.matchAll(specifiers)) {
    const specifier = from ?? dynamic ?? '';
    if (specifier.startsWith('.')) addSource(new URL(specifier, url).href, parts);
    else if (!specifier.startsWith('node:')) addPackage(specifier, url, parts);
  }
}

function addPackage(specifier: string, url: string, parts: Map<string, string>): void {
  const file = findPackageJSON(specifier, url);
  if (file === undefined) throw new Error(`${url} imports ${specifier}, which is not installed`);
  const { name, version } = packageRule.parse(JSON.parse(readFileSync(file, 'utf8')));
  parts.set(name, version);
}
