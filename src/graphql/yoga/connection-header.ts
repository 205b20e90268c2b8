// Lets Node.js decide whether a connection stays open after an answer. Yoga would keep the connection of an event stream open even
// where the client asks to close it.
import type { Plugin } from 'graphql-yoga';

export function useClientsConnection(): Plugin {
  return {
    onResponse: ({ response }) => response.headers.delete('connection'),
  };
}
