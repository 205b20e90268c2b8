// The operations of the pages about jobs. codegen.ts makes their types from the schema.
import { PAGE_FIELDS } from './queries.js';

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

const JOB_FIELDS = /* GraphQL */ `
  fragment JobFields on Job {
    id
    queue
    state
    tries
    reason
    createdAt
    nextTryAt
    startedAt
    endedAt
    profile {
      id
      fullName
    }
  }
`;

/** @type {Operation<Types.DashboardJobsQuery, Types.DashboardJobsQueryVariables>} */
export const JOBS =
  JOB_FIELDS +
  PAGE_FIELDS +
  /* GraphQL */ `
    query DashboardJobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {
      jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...JobFields
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  `;

/** @type {Operation<Types.DashboardJobIdsQuery, Types.DashboardJobIdsQueryVariables>} */
export const JOB_IDS =
  PAGE_FIELDS +
  /* GraphQL */ `
    query DashboardJobIds($filter: JobFilter, $after: String) {
      jobs(filter: $filter, first: 100, after: $after) {
        edges {
          node {
            id
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  `;

/** @type {Operation<Types.DashboardJobQuery, Types.DashboardJobQueryVariables>} */
export const JOB =
  JOB_FIELDS +
  /* GraphQL */ `
    query DashboardJob($queue: String!, $id: ID!) {
      job(queue: $queue, id: $id) {
        ...JobFields
        seconds
        payload
        logId
        history {
          startedAt
          endedAt
          seconds
          reason
          traceId
        }
      }
    }
  `;

/** @type {Operation<Types.RetryJobsMutation, Types.RetryJobsMutationVariables>} */
export const RETRY = /* GraphQL */ `
  mutation RetryJobs($filter: JobFilter!) {
    changed: retryJobs(filter: $filter) {
      changed
      unchanged
      isComplete
      lastStartsAt
    }
  }
`;

/** @type {Operation<Types.DiscardJobsMutation, Types.DiscardJobsMutationVariables>} */
export const DISCARD = /* GraphQL */ `
  mutation DiscardJobs($filter: JobFilter!) {
    changed: discardJobs(filter: $filter) {
      changed
      unchanged
      isComplete
      lastStartsAt
    }
  }
`;

/** @type {Operation<Types.CancelJobsMutation, Types.CancelJobsMutationVariables>} */
export const CANCEL = /* GraphQL */ `
  mutation CancelJobs($filter: JobFilter!) {
    changed: cancelJobs(filter: $filter) {
      changed
      unchanged
      isComplete
      lastStartsAt
    }
  }
`;
