/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n": typeof types.StartReindexDocument,
    "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      error\n      failures {\n        profileId\n        code\n        reason\n      }\n    }\n  }\n": typeof types.ReindexProgressDocument,
    "\n  mutation StartWatchedRun($input: StartReindexInput) {\n    startReindex(input: $input) {\n      id\n      status\n      total\n    }\n  }\n": typeof types.StartWatchedRunDocument,
    "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      startedAt\n      finishedAt\n    }\n  }\n": typeof types.WatchedRunDocument,
    "\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n": typeof types.StoryProfileDocument,
    "\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n": typeof types.StorySearchDocument,
    "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n": typeof types.StartFullRunDocument,
    "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      status\n      total\n      processed\n      upserted\n      failed\n    }\n  }\n": typeof types.RunByIdDocument,
    "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n": typeof types.FindEngineersDocument,
};
const documents: Documents = {
    "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n": types.StartReindexDocument,
    "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      error\n      failures {\n        profileId\n        code\n        reason\n      }\n    }\n  }\n": types.ReindexProgressDocument,
    "\n  mutation StartWatchedRun($input: StartReindexInput) {\n    startReindex(input: $input) {\n      id\n      status\n      total\n    }\n  }\n": types.StartWatchedRunDocument,
    "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      startedAt\n      finishedAt\n    }\n  }\n": types.WatchedRunDocument,
    "\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n": types.StoryProfileDocument,
    "\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n": types.StorySearchDocument,
    "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n": types.StartFullRunDocument,
    "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      status\n      total\n      processed\n      upserted\n      failed\n    }\n  }\n": types.RunByIdDocument,
    "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n": types.FindEngineersDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n"): (typeof documents)["\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      error\n      failures {\n        profileId\n        code\n        reason\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      error\n      failures {\n        profileId\n        code\n        reason\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartWatchedRun($input: StartReindexInput) {\n    startReindex(input: $input) {\n      id\n      status\n      total\n    }\n  }\n"): (typeof documents)["\n  mutation StartWatchedRun($input: StartReindexInput) {\n    startReindex(input: $input) {\n      id\n      status\n      total\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      startedAt\n      finishedAt\n    }\n  }\n"): (typeof documents)["\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      id\n      mode\n      status\n      total\n      processed\n      upserted\n      skipped\n      removed\n      failed\n      percentage\n      ratePerSecond\n      etaSeconds\n      startedAt\n      finishedAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      status\n      total\n      processed\n      upserted\n      failed\n    }\n  }\n"): (typeof documents)["\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      status\n      total\n      processed\n      upserted\n      failed\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n"): (typeof documents)["\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;