// The operations of the pages about profiles. codegen.ts makes their types from the schema.
import { PAGE_FIELDS } from './queries.js';

/**
 * @template Data, Variables
 * @typedef {import('./queries.js').Operation<Data, Variables>} Operation
 */
/** @import * as Types from '../../client/generated/graphql.ts' */

/** @type {Operation<Types.DashboardProfilesQuery, Types.DashboardProfilesQueryVariables>} */
export const PROFILES =
  PAGE_FIELDS +
  /* GraphQL */ `
    query DashboardProfiles(
      $filter: ProfileFilter
      $first: Int
      $after: String
      $last: Int
      $before: String
    ) {
      profiles(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            id
            fullName
            handle
            visibility
            updatedAt
          }
        }
        pageInfo {
          ...PageFields
        }
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
