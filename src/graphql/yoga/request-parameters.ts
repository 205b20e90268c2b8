// Owns that parameters of a request which are no JSON, in an address or in a form, are the client's fault: 400 and
// BAD_REQUEST. Yoga says so itself of a JSON body alone.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export function useRequestParameters(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw new GraphQLError('The variables or the extensions of the request are not JSON.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        }
      });
    },
  };
}
