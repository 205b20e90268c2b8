// The operation of the charts. codegen.ts makes its type from the schema.

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

/** @type {Operation<Types.DashboardFiguresQuery, Types.DashboardFiguresQueryVariables>} */
export const FIGURES = /* GraphQL */ `
  query DashboardFigures($period: FigurePeriod!, $queue: String) {
    systemFigures(period: $period, queue: $queue) {
      at
      searchableP50
      searchableP99
      jobsCompleted
      jobsRetried
      jobsDead
      hits
      misses
      depth
      deadLetters
    }
  }
`;
