// Leads a browser that was given no path to a page.
import type { Plugin } from 'graphql-yoga';

export function useStartPage(path: string): Plugin {
  return {
    onRequest(event) {
      if (event.url.pathname === '/' && /^(GET|HEAD)$/.test(event.request.method))
        event.endResponse(new Response(null, { status: 302, headers: { location: path } }));
    },
  };
}
