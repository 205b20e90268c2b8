// The page of the playground, and the files that it loads: GraphiQL, its workers and its styles, compressed once and kept by
// browsers. They have six megabytes and are loaded at the first request for one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphiQLOptions, Plugin } from 'graphql-yoga';

const folder = path.join(import.meta.dirname, 'playground');
const ours = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const compress = promisify(gzip);

const PAGE = ours('index.html');
const OWN_FILES = { 'page.js': ours('page.js'), 'page.css': ours('page.css') };

/** Part of each address. It changes with the files, so a browser may keep them for ever. */
const RELEASE = createHash('sha256')
  .update(
    readFileSync(
      createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql/package.json'),
      'utf8',
    ),
  )
  .update(JSON.stringify(OWN_FILES))
  .digest('base64url')
  .slice(0, 12);
const ASSETS = `/playground/${RELEASE}`;

export interface PageOptions extends GraphiQLOptions {
  /** In a stable order. */
  readonly tokens?: readonly string[];
}

export function playgroundPage(options: PageOptions): string {
  // Within a script element only this character could end it.
  const json = JSON.stringify({ tokens: [], ...options }).replaceAll('<', '\\u003c');
  return PAGE.replaceAll('ASSETS', ASSETS).replace('OPTIONS', () => json);
}

interface Asset {
  readonly plain: string;
  readonly compressed: Buffer<ArrayBuffer>;
  readonly type: string;
}

export function usePlaygroundAssets(): Plugin {
  let assets: Promise<ReadonlyMap<string, Asset>> | undefined;
  return {
    async onRequest(event) {
      if (!event.url.pathname.startsWith(`${ASSETS}/`)) return;
      assets ??= loadAssets();
      const asset = (await assets).get(event.url.pathname);
      if (asset) event.endResponse(respond(asset, event.request));
    },
  };
}

function respond({ plain, compressed, type }: Asset, { method, headers: sent }: Request): Response {
  if (method !== 'GET' && method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const isCompressed = /\bgzip\b/.test(sent.get('accept-encoding') ?? '');
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  };
  const body = isCompressed ? compressed : plain;
  return new Response(method === 'HEAD' ? null : body, { headers });
}

async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const files = {
    ...OWN_FILES,
    'graphiql.css': graphiql.css,
    'graphiql.js': graphiql.js,
    'editorWorkerService.worker.js': graphiql.editorWorkerService,
    'json.worker.js': graphiql.jsonWorker,
    'graphql.worker.js': graphiql.graphqlWorker,
  };
  const entries = Object.entries(files).map(async ([name, plain]) => {
    const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
    return [`${ASSETS}/${name}`, { plain, compressed: await compress(plain), type }] as const;
  });
  return new Map(await Promise.all(entries));
}
