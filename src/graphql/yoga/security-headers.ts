// Adds security headers to every answer: no type sniffing, frames or caching, and a content security policy for pages.
import type { Plugin } from 'graphql-yoga';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Browsers ignore it over HTTP.
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-store',
};

/** The playground's inline scripts and styles, and the workers of its editor. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const POLICY = "default-src 'none'; frame-ancestors 'none'";

export function useSecurityHeaders(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(HEADERS)) {
        if (!response.headers.has(name)) response.headers.set(name, value);
      }
      const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
      if (response.headers.has('content-security-policy')) return;
      response.headers.set('content-security-policy', isPage ? PAGE_POLICY : POLICY);
    },
  };
}
