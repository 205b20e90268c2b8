// The operations of the pages about jobs. codegen.ts makes their types from the schema.
import { PAGE_FIELDS } from './queries.js';

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

/** The fields of a dead letter. The command line spreads this fragment by its name. */
const DEAD_LETTER_FIELDS = /* GraphQL */ `
  fragment DeadLetterFields on DeadLetter {
    id
    reason
    tries
    failedAt
    payload
    profile {
      id
      fullName
    }
  }
`;

/** @type {Operation<Types.DashboardDeadLettersQuery, Types.DashboardDeadLettersQueryVariables>} */
export const DEAD_LETTERS =
  DEAD_LETTER_FIELDS +
  PAGE_FIELDS +
  /* GraphQL */ `
    query DashboardDeadLetters($queue: String!, $first: Int, $after: String, $last: Int, $before: String) {
      deadLetters(queue: $queue, first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...DeadLetterFields
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  `;

/** @type {Operation<Types.DashboardDeadLetterQuery, Types.DashboardDeadLetterQueryVariables>} */
export const DEAD_LETTER =
  DEAD_LETTER_FIELDS +
  /* GraphQL */ `
    query DashboardDeadLetter($queue: String!, $id: ID!) {
      deadLetter(queue: $queue, id: $id) {
        ...DeadLetterFields
        createdAt
      }
    }
  `;

/** @type {Operation<Types.RetryMutation, Types.RetryMutationVariables>} */
export const RETRY = /* GraphQL */ `
  mutation Retry($queue: String!, $ids: [ID!]) {
    retryDeadLetters(queue: $queue, ids: $ids) {
      retried
    }
  }
`;

/** @type {Operation<Types.DiscardMutation, Types.DiscardMutationVariables>} */
export const DISCARD = /* GraphQL */ `
  mutation Discard($queue: String!, $ids: [ID!]!) {
    discardDeadLetters(queue: $queue, ids: $ids) {
      discarded
    }
  }
`;
