// Serves the dashboard at /admin and its pages below: a few files and libraries, unbundled. Its content security policy allows no
// other origin.
// The page has no secret. Outside production it gets the administrator's development token, where it is opened on this machine.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'graphql-yoga';
import { isFromThisMachine, WITHOUT_TOKEN } from '../graphql/auth/loopback.ts';

const PREFIX = '/admin';
/** The page itself shows what the address names. */
const PAGES = /^\/admin(?:\/(?:runs|queues|jobs|profiles|schedules|processes|settings|actions)(?:\/.*)?)?$/;
/** No page has such an address, and no file: the page says so. */
const NOWHERE = /^\/admin\/[\w/-]+$/;
const folder = path.join(import.meta.dirname, 'page');
const resolve = createRequire(import.meta.url).resolve;
/** The module for browsers is in the folder of the module for `require`. */
const moduleOf = (name: string) => resolve(name).replace(/\.js$/, '.mjs');
const chartFile = (name: string) => path.join(path.dirname(resolve('uplot')), name);
const sseModule = (name: string) => path.join(path.dirname(resolve('graphql-sse')), name);

/** Its scripts and styles, listed once: nothing else of the disk is served. */
const FILES = readdirSync(folder).filter((name) => /\.(?:js|css)$/.test(name));

const LIBRARIES = {
  'pico.css': resolve('@picocss/pico/css/pico.min.css'),
  'uplot.css': chartFile('uPlot.min.css'),
  'uplot.js': chartFile('uPlot.iife.min.js'),
  'preact.js': moduleOf('preact'),
  'hooks.js': moduleOf('preact/hooks'),
  'htm.js': moduleOf('htm'),
  'htm-preact.js': moduleOf('htm/preact'),
  // These import each other by these names.
  'client.mjs': sseModule('client.mjs'),
  'common.mjs': sseModule('common.mjs'),
  'parser.mjs': sseModule('parser.mjs'),
  'utils.mjs': sseModule('utils.mjs'),
};

const IMPORTS = JSON.stringify({
  imports: {
    preact: `${PREFIX}/preact.js`,
    'preact/hooks': `${PREFIX}/hooks.js`,
    htm: `${PREFIX}/htm.js`,
    'htm/preact': `${PREFIX}/htm-preact.js`,
    'graphql-sse': `${PREFIX}/client.mjs`,
  },
});

const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORTS).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': POLICY,
};
/** A page may hold a token, which no cache may keep. */
const PAGE_HEADERS = { ...HEADERS, 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' };

interface Asset {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param token for pages that are opened on this machine. Null in production: the administrator enters one */
export function dashboard(token: string | null): Plugin<object, { req?: IncomingMessage }> {
  const page = { body: pageWith(metaOf('token', token)), headers: PAGE_HEADERS };
  const withoutToken = { ...page, body: pageWith(metaOf('note', token === null ? null : WITHOUT_TOKEN)) };
  const assets = new Map<string, Asset>([
    ...FILES.map((name) => assetOf(name, path.join(folder, name))),
    ...Object.entries(LIBRARIES).map(([name, file]) => assetOf(name, file)),
  ]);
  return {
    onRequest(event) {
      const pathname = event.url.pathname.replace(/\/$/, '');
      const ownPage = isFromThisMachine(event.serverContext.req) ? page : withoutToken;
      const asset = PAGES.test(pathname) ? ownPage : assets.get(pathname);
      if (asset) event.endResponse(respond(asset, event.request.method));
      else if (NOWHERE.test(pathname)) event.endResponse(respond(ownPage, event.request.method, 404));
    },
  };
}

function respond({ body, headers }: Asset, method: string, status = 200): Response {
  if (method !== 'GET' && method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  return new Response(method === 'HEAD' ? null : body, { status, headers });
}

function assetOf(name: string, file: string): [string, Asset] {
  const type = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
  return [
    `${PREFIX}/${name}`,
    { body: readFileSync(file, 'utf8'), headers: { ...HEADERS, 'content-type': type } },
  ];
}

/** No escaping: a token has letters, digits, dots, hyphens and underscores only. */
function metaOf(name: string, content: string | null): string {
  return content === null ? '' : `<meta name="vitae-${name}" content="${content}" />`;
}

function pageWith(meta: string): string {
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
  return html.replace('<!-- imports -->', `${meta}<script type="importmap">${IMPORTS}</script>`);
}
