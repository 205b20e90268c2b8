// The operations of the pages about queues, schedules and the index's settings. codegen.ts makes their types from the schema.

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

/** @type {Operation<Types.PauseQueueMutation, Types.PauseQueueMutationVariables>} */
export const PAUSE_QUEUE = /* GraphQL */ `
  mutation PauseQueue($queue: String!, $reason: String) {
    pauseQueue(queue: $queue, reason: $reason) {
      name
    }
  }
`;

/** @type {Operation<Types.ResumeQueueMutation, Types.ResumeQueueMutationVariables>} */
export const RESUME_QUEUE = /* GraphQL */ `
  mutation ResumeQueue($queue: String!) {
    resumeQueue(queue: $queue) {
      name
    }
  }
`;

/** @type {Operation<Types.DashboardSchedulesQuery, Types.DashboardSchedulesQueryVariables>} */
export const SCHEDULES = /* GraphQL */ `
  query DashboardSchedules {
    schedules {
      queue
      cron
      next
    }
  }
`;

/** @type {Operation<Types.DashboardSettingsQuery, Types.DashboardSettingsQueryVariables>} */
export const SETTINGS = /* GraphQL */ `
  query DashboardSettings {
    indexSettings {
      indexName
      owner
      deployment
      isForeign
      differences {
        name
        inCode
        inIndex
      }
    }
  }
`;

/** @type {Operation<Types.ApplySettingsMutation, Types.ApplySettingsMutationVariables>} */
export const APPLY_SETTINGS = /* GraphQL */ `
  mutation ApplySettings {
    applyIndexSettings {
      indexName
    }
  }
`;

/** @type {Operation<Types.TakeOverMutation, Types.TakeOverMutationVariables>} */
export const TAKE_OVER = /* GraphQL */ `
  mutation TakeOver($deployment: ID!) {
    takeOverIndex(deployment: $deployment) {
      indexName
    }
  }
`;
