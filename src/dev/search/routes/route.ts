// A route, and finding the one for a path. A part `:name` matches one segment and is decoded.
// No route is a 404; a segment that cannot be decoded is a 400.
import type { Call, Engine } from '../engine.ts';
import { Failure, badRequest } from '../failure.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  answer: (call: Call, engine: Engine) => unknown;
}

/** Searches and reads of several records are POST requests. */
const readsByPost = /\/(?:query|queries|browse|objects)$/;

export function isWrite({ method, path }: Route): boolean {
  return method !== 'GET' && !(method === 'POST' && readsByPost.test(path));
}

export interface Match {
  route: Route;
  parts: ReadonlyMap<string, string>;
}

/** The first route that matches is used. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const parts = matchPath(route.path.split('/'), segments);
    if (parts !== null) return { route, parts };
  }
  throw new Failure(404, 'Path not found');
}

function matchPath(pattern: readonly string[], segments: readonly string[]): Map<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const parts = new Map<string, string>();
  for (const [at, expected] of pattern.entries()) {
    const given = segments[at] ?? '';
    if (!expected.startsWith(':')) {
      if (expected !== given) return null;
      continue;
    }
    if (given === '') return null;
    try {
      parts.set(expected.slice(1), decodeURIComponent(given));
    } catch (error) {
      throw badRequest(`Malformed path: ${String(error)}`);
    }
  }
  return parts;
}
