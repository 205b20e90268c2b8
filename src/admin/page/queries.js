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
    pause {
      since
      until
      reason
    }
  }
`;

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

/** @type {Operation<Types.SystemSubscription, Types.SystemSubscriptionVariables>} */
export const SYSTEM =
  RUN_FIELDS +
  QUEUE_FIELDS +
  /* GraphQL */ `
    subscription System {
      systemChanged {
        at
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

/** @type {Operation<Types.FailuresQuery, Types.FailuresQueryVariables>} */
export const FAILURES = /* GraphQL */ `
  query Failures($id: ID!) {
    reindexRun(id: $id) {
      failures(first: 100) {
        edges {
          node {
            profileId
            code
            reason
            size
            limit
          }
        }
      }
    }
  }
`;

/** @type {Operation<Types.DashboardDeadLettersQuery, Types.DashboardDeadLettersQueryVariables>} */
export const DEAD_LETTERS =
  DEAD_LETTER_FIELDS +
  /* GraphQL */ `
    query DashboardDeadLetters($queue: String!) {
      deadLetters(queue: $queue, first: 20) {
        edges {
          node {
            ...DeadLetterFields
          }
        }
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

/** @type {Operation<Types.InspectQuery, Types.InspectQueryVariables>} */
export const INSPECT = /* GraphQL */ `
  query Inspect($id: String!) {
    profileInspection(id: $id) {
      profile {
        id
        handle
        fullName
        visibility
        revision
        resume
      }
      completion {
        percentage
        sections {
          name
          status
        }
      }
      cachedCompletion {
        percentage
        computedAt
      }
      cacheAgrees
      expectedDocument
      indexedDocument
      indexReachable
      indexAgrees
    }
  }
`;

/** @type {Operation<Types.MendMutation, Types.MendMutationVariables>} */
export const MEND = /* GraphQL */ `
  mutation Mend($id: ID!) {
    invalidateCompletions(profileIds: [$id]) {
      documents
    }
  }
`;

/** @typedef {Types.SystemSubscription['systemChanged']} System */
