// The operations that the dashboard sends, and the fragments that others share. codegen.ts makes their types from the schema.

/**
 * @template Data
 * @template Variables
 * @typedef {string & { __data?: Data, __variables?: Variables }} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

/** The fields of a run. The command line, the tests and the benches spread this fragment by its name. */
const RUN_FIELDS = /* GraphQL */ `
  fragment RunFields on ReindexRun {
    id
    mode
    status
    total
    processed
    upserted
    skipped
    removed
    failed
    percentage
    ratePerSecond
    etaSeconds
    startedAt
    finishedAt
    error
    notice
  }
`;

/** The fields of a queue. The command line spreads this fragment by its name, and the next. */
const QUEUE_FIELDS = /* GraphQL */ `
  fragment QueueFields on Queue {
    name
    waiting
    delayed
    active
    deadLetters
    oldestJobAt
    nextTryAt
    oldestDeadLetterAt
    pause {
      since
      until
      reason
      byHand
    }
  }
`;

const RUN_DETAILS = /* GraphQL */ `
  fragment RunDetails on ReindexRun {
    createdAt
    startedBy
    averagePerSecond
    batchSize
    filter {
      afterId
      upToId
      completionBelow
      updatedSince
      visibility
    }
  }
`;

/** Where the pages before and after this one begin. */
export const PAGE_FIELDS = /* GraphQL */ `
  fragment PageFields on PageInfo {
    hasNextPage
    hasPreviousPage
    startCursor
    endCursor
  }
`;

/** @type {Operation<Types.SystemSubscription, Types.SystemSubscriptionVariables>} */
export const SYSTEM =
  RUN_FIELDS +
  QUEUE_FIELDS +
  /* GraphQL */ `
    subscription System {
      systemChanged {
        at
        troubles {
          kind
          text
          since
          effect
          nextStep
          place
          queue
          runId
        }
        instances {
          id
          role
          host
          pid
          state
          startedAt
          seenAt
          activeJobs
          memoryBytes
          cpuCores
        }
        queues {
          ...QueueFields
        }
        runs {
          ...RunFields
        }
        cache {
          hits
          misses
          hitRate
          invalidations
          errors
          unreachableSince
        }
        search {
          reachable
          documents
          publicProfiles
          notice
        }
        audit {
          comparisons
          differedAfter5s
          differedAfter60s
          ninesWithin5s
          ninesWithin60s
          differences {
            kind
            objectId
            firstSeenAt
            endedAt
            lasted
            failure
          }
        }
      }
    }
  `;

/** @type {Operation<Types.StartMutation, Types.StartMutationVariables>} */
export const START = /* GraphQL */ `
  mutation Start($input: StartReindexInput!) {
    startReindex(input: $input) {
      id
    }
  }
`;

/** @type {Operation<Types.PauseMutation, Types.PauseMutationVariables>} */
export const PAUSE = /* GraphQL */ `
  mutation Pause($id: ID!) {
    pauseReindex(id: $id) {
      id
    }
  }
`;

/** @type {Operation<Types.ResumeMutation, Types.ResumeMutationVariables>} */
export const RESUME = /* GraphQL */ `
  mutation Resume($id: ID!) {
    resumeReindex(id: $id) {
      id
    }
  }
`;

/** @type {Operation<Types.CancelMutation, Types.CancelMutationVariables>} */
export const CANCEL = /* GraphQL */ `
  mutation Cancel($id: ID!) {
    cancelReindex(id: $id) {
      id
    }
  }
`;

/** @type {Operation<Types.ConfirmMutation, Types.ConfirmMutationVariables>} */
export const CONFIRM = /* GraphQL */ `
  mutation Confirm($id: ID!) {
    confirmRemovals(id: $id) {
      id
    }
  }
`;

/** @type {Operation<Types.RetryFailuresMutation, Types.RetryFailuresMutationVariables>} */
export const RETRY_FAILURES = /* GraphQL */ `
  mutation RetryFailures($id: ID!) {
    retryReindexFailures(id: $id) {
      id
    }
  }
`;

/** @type {Operation<Types.DashboardRunsQuery, Types.DashboardRunsQueryVariables>} */
export const RUNS =
  RUN_FIELDS +
  RUN_DETAILS +
  /* GraphQL */ `
    query DashboardRuns($first: Int, $after: String, $last: Int, $before: String) {
      reindexRuns(first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...RunFields
            ...RunDetails
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  ` +
  PAGE_FIELDS;

/** @type {Operation<Types.DashboardRunQuery, Types.DashboardRunQueryVariables>} */
export const RUN =
  RUN_FIELDS +
  RUN_DETAILS +
  /* GraphQL */ `
    query DashboardRun($id: ID!) {
      reindexRun(id: $id) {
        ...RunFields
        ...RunDetails
      }
    }
  `;

/** @type {Operation<Types.FailuresQuery, Types.FailuresQueryVariables>} */
export const FAILURES =
  PAGE_FIELDS +
  /* GraphQL */ `
    query Failures($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      reindexRun(id: $id) {
        failures(first: $first, after: $after, last: $last, before: $before) {
          edges {
            node {
              profileId
              code
              reason
            }
          }
          pageInfo {
            ...PageFields
          }
        }
      }
    }
  `;

/** @type {Operation<Types.DifferencesQuery, Types.DifferencesQueryVariables>} */
export const DIFFERENCES =
  PAGE_FIELDS +
  /* GraphQL */ `
    query Differences($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      reindexRun(id: $id) {
        differences(first: $first, after: $after, last: $last, before: $before) {
          edges {
            node {
              objectId
              kind
            }
          }
          pageInfo {
            ...PageFields
          }
        }
      }
    }
  `;

/** @type {Operation<Types.DashboardActionsQuery, Types.DashboardActionsQueryVariables>} */
export const ACTIONS =
  PAGE_FIELDS +
  /* GraphQL */ `
    query DashboardActions($first: Int, $after: String, $last: Int, $before: String, $about: ID) {
      administratorActions(about: $about, first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            id
            at
            subject
            action
            arguments
          }
        }
        pageInfo {
          ...PageFields
        }
      }
    }
  `;

/** @typedef {Types.SystemSubscription['systemChanged']} System */
