// Leaves it to Node.js whether a connection stays open after an answer. Yoga keeps that of an event stream open, also where the
// client has asked for its end.
import type { Plugin } from 'graphql-yoga';

export function useClientsConnection(): Plugin {
  return {
    onResponse: ({ response }) => response.headers.delete('connection'),
  };
}
