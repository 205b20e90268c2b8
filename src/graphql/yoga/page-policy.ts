// Gives the playground its content security policy, in place of that of every other answer.
import type { Plugin } from 'graphql-yoga';

/** The playground's scripts, the workers of its editor, and the styles that the editor makes. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function usePagePolicy(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
      if (isPage && !headers.has('content-security-policy'))
        headers.set('content-security-policy', PAGE_POLICY);
    },
  };
}
