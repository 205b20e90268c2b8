// Reads the parameters of a request as HTTP says: media types are compared without case, and what cannot be read is refused in words. Yoga
// alone compares them with case, refuses a type with an empty answer, and masks variables of a URL that are not JSON.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { cut } from '../errors.ts';

const CONTENT_TYPE = 'content-type';
const MAX_TYPE = 100;

export function useRequestParameters(): Plugin {
  return {
    onRequest({ request: { headers } }) {
      const given = headers.get(CONTENT_TYPE);
      const plain = given && withPlainType(given);
      if (plain !== given && plain) headers.set(CONTENT_TYPE, plain);
    },
    onRequestParse({ request, requestParser, setRequestParser }) {
      // Yoga refuses every method but GET, which has no type, and POST.
      if (!requestParser && request.method === 'POST') throw unsupported(request.headers.get(CONTENT_TYPE));
      if (!requestParser) return;
      setRequestParser(async (read) => {
        try {
          return await requestParser(read);
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

/** The media type in lower case, without white space before its parameters: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1 */
function withPlainType(header: string): string {
  const [type = '', ...parameters] = header.split(';');
  return [type.trim().toLowerCase(), ...parameters].join(';');
}

function unsupported(type: string | null): GraphQLError {
  const given =
    type === null
      ? 'The header Content-Type is missing'
      : `The Content-Type ${quoted(type)} is not supported`;
  return new GraphQLError(`${given}: send application/json.`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 415 } },
  });
}

const quoted = (text: string) => JSON.stringify(cut(text, MAX_TYPE));
