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
    "\n  query DashboardFigures($period: FigurePeriod!, $queue: String) {\n    systemFigures(period: $period, queue: $queue) {\n      at\n      searchableP50\n      searchableP99\n      jobsCompleted\n      jobsRetried\n      jobsDead\n      hits\n      misses\n      depth\n      deadLetters\n    }\n  }\n": typeof types.DashboardFiguresDocument,
    "\n  fragment JobFields on Job {\n    id\n    queue\n    state\n    tries\n    reason\n    createdAt\n    nextTryAt\n    startedAt\n    endedAt\n    profile {\n      id\n      fullName\n    }\n  }\n": typeof types.JobFieldsFragmentDoc,
    "\n    query DashboardJobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {\n      jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...JobFields\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": typeof types.DashboardJobsDocument,
    "\n    query DashboardJobIds($filter: JobFilter, $after: String) {\n      jobs(filter: $filter, first: 100, after: $after) {\n        edges {\n          node {\n            id\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": typeof types.DashboardJobIdsDocument,
    "\n    query DashboardJob($queue: String!, $id: ID!) {\n      job(queue: $queue, id: $id) {\n        ...JobFields\n        seconds\n        payload\n        logId\n        history {\n          startedAt\n          endedAt\n          seconds\n          reason\n          traceId\n        }\n      }\n    }\n  ": typeof types.DashboardJobDocument,
    "\n  mutation RetryJobs($filter: JobFilter!) {\n    changed: retryJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": typeof types.RetryJobsDocument,
    "\n  mutation DiscardJobs($filter: JobFilter!) {\n    changed: discardJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": typeof types.DiscardJobsDocument,
    "\n  mutation CancelJobs($filter: JobFilter!) {\n    changed: cancelJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": typeof types.CancelJobsDocument,
    "\n    query DashboardProfiles(\n      $filter: ProfileFilter\n      $first: Int\n      $after: String\n      $last: Int\n      $before: String\n    ) {\n      profiles(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            fullName\n            handle\n            visibility\n            updatedAt\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": typeof types.DashboardProfilesDocument,
    "\n  query Inspect($id: String!) {\n    profileInspection(id: $id) {\n      profile {\n        id\n        handle\n        fullName\n        visibility\n        revision\n        resume\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n      cachedCompletion {\n        percentage\n        computedAt\n      }\n      cacheAgrees\n      expectedDocument\n      indexedDocument\n      indexReachable\n      indexAgrees\n    }\n  }\n": typeof types.InspectDocument,
    "\n  mutation Mend($id: ID!) {\n    invalidateCompletions(profileIds: [$id]) {\n      documents\n    }\n  }\n": typeof types.MendDocument,
    "\n  fragment RunFields on ReindexRun {\n    id\n    mode\n    status\n    total\n    processed\n    upserted\n    skipped\n    removed\n    failed\n    percentage\n    ratePerSecond\n    etaSeconds\n    startedAt\n    finishedAt\n    error\n    notice\n  }\n": typeof types.RunFieldsFragmentDoc,
    "\n  fragment QueueFields on Queue {\n    name\n    waiting\n    delayed\n    active\n    deadLetters\n    oldestJobAt\n    nextTryAt\n    oldestDeadLetterAt\n    pause {\n      since\n      until\n      reason\n      byHand\n    }\n  }\n": typeof types.QueueFieldsFragmentDoc,
    "\n  fragment RunDetails on ReindexRun {\n    createdAt\n    startedBy\n    averagePerSecond\n    batchSize\n    filter {\n      afterId\n      upToId\n      completionBelow\n      updatedSince\n      visibility\n    }\n  }\n": typeof types.RunDetailsFragmentDoc,
    "\n  fragment PageFields on PageInfo {\n    hasNextPage\n    hasPreviousPage\n    startCursor\n    endCursor\n  }\n": typeof types.PageFieldsFragmentDoc,
    "\n    subscription System {\n      systemChanged {\n        at\n        troubles {\n          kind\n          text\n          since\n          effect\n          nextStep\n          place\n          queue\n          runId\n        }\n        instances {\n          id\n          role\n          host\n          pid\n          state\n          startedAt\n          seenAt\n          activeJobs\n          memoryBytes\n          cpuCores\n        }\n        queues {\n          ...QueueFields\n        }\n        runs {\n          ...RunFields\n        }\n        cache {\n          hits\n          misses\n          hitRate\n          invalidations\n          errors\n          unreachableSince\n        }\n        search {\n          reachable\n          documents\n          publicProfiles\n          notice\n        }\n        audit {\n          comparisons\n          differedAfter5s\n          differedAfter60s\n          ninesWithin5s\n          ninesWithin60s\n          differences {\n            kind\n            objectId\n            firstSeenAt\n            endedAt\n            lasted\n            failure\n          }\n        }\n      }\n    }\n  ": typeof types.SystemDocument,
    "\n  mutation Start($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n    }\n  }\n": typeof types.StartDocument,
    "\n  mutation Pause($id: ID!) {\n    pauseReindex(id: $id) {\n      id\n    }\n  }\n": typeof types.PauseDocument,
    "\n  mutation Resume($id: ID!) {\n    resumeReindex(id: $id) {\n      id\n    }\n  }\n": typeof types.ResumeDocument,
    "\n  mutation Cancel($id: ID!) {\n    cancelReindex(id: $id) {\n      id\n    }\n  }\n": typeof types.CancelDocument,
    "\n  mutation Confirm($id: ID!) {\n    confirmRemovals(id: $id) {\n      id\n    }\n  }\n": typeof types.ConfirmDocument,
    "\n  mutation RetryFailures($id: ID!) {\n    retryReindexFailures(id: $id) {\n      id\n    }\n  }\n": typeof types.RetryFailuresDocument,
    "\n    query DashboardRuns($first: Int, $after: String, $last: Int, $before: String) {\n      reindexRuns(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...RunFields\n            ...RunDetails\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": typeof types.DashboardRunsDocument,
    "\n    query DashboardRun($id: ID!) {\n      reindexRun(id: $id) {\n        ...RunFields\n        ...RunDetails\n      }\n    }\n  ": typeof types.DashboardRunDocument,
    "\n    query Failures($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        failures(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              profileId\n              code\n              reason\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  ": typeof types.FailuresDocument,
    "\n    query Differences($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        differences(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              objectId\n              kind\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  ": typeof types.DifferencesDocument,
    "\n    query DashboardActions($first: Int, $after: String, $last: Int, $before: String, $about: ID) {\n      administratorActions(about: $about, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            at\n            subject\n            action\n            arguments\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": typeof types.DashboardActionsDocument,
    "\n  mutation PauseQueue($queue: String!, $reason: String) {\n    pauseQueue(queue: $queue, reason: $reason) {\n      name\n    }\n  }\n": typeof types.PauseQueueDocument,
    "\n  mutation ResumeQueue($queue: String!) {\n    resumeQueue(queue: $queue) {\n      name\n    }\n  }\n": typeof types.ResumeQueueDocument,
    "\n  query DashboardSchedules {\n    schedules {\n      queue\n      cron\n      next\n    }\n  }\n": typeof types.DashboardSchedulesDocument,
    "\n  query DashboardSettings {\n    indexSettings {\n      indexName\n      owner\n      deployment\n      isForeign\n      differences {\n        name\n        inCode\n        inIndex\n      }\n    }\n  }\n": typeof types.DashboardSettingsDocument,
    "\n  mutation ApplySettings {\n    applyIndexSettings {\n      indexName\n    }\n  }\n": typeof types.ApplySettingsDocument,
    "\n  mutation TakeOver($deployment: ID!) {\n    takeOverIndex(deployment: $deployment) {\n      indexName\n    }\n  }\n": typeof types.TakeOverDocument,
    "\n  mutation Invalidate($profileIds: [ID!], $section: SectionName, $all: Boolean) {\n    invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) {\n      documents\n    }\n  }\n": typeof types.InvalidateDocument,
    "\n  query Queues {\n    queues {\n      ...QueueFields\n    }\n  }\n": typeof types.QueuesDocument,
    "\n  query DeadLetters($queue: String!, $first: Int!, $after: String) {\n    deadLetters(queue: $queue, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...DeadLetterFields\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeadLetterFields on DeadLetter {\n    id\n    reason\n    tries\n    failedAt\n    payload\n    profile {\n      id\n      fullName\n    }\n  }\n": typeof types.DeadLettersDocument,
    "\n  query OneDeadLetter($queue: String!, $id: ID!) {\n    deadLetter(queue: $queue, id: $id) {\n      ...DeadLetterFields\n      queue\n      createdAt\n      profile {\n        handle\n      }\n    }\n  }\n": typeof types.OneDeadLetterDocument,
    "\n  mutation RetryDeadLetters($queue: String!, $ids: [ID!]) {\n    retryDeadLetters(queue: $queue, ids: $ids) {\n      retried\n      lastStartsAt\n    }\n  }\n": typeof types.RetryDeadLettersDocument,
    "\n  mutation DiscardDeadLetters($queue: String!, $ids: [ID!]!) {\n    discardDeadLetters(queue: $queue, ids: $ids) {\n      discarded\n    }\n  }\n": typeof types.DiscardDeadLettersDocument,
    "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n": typeof types.StartReindexDocument,
    "\n  mutation PauseReindex($id: ID!) {\n    run: pauseReindex(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.PauseReindexDocument,
    "\n  mutation ResumeReindex($id: ID!) {\n    run: resumeReindex(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.ResumeReindexDocument,
    "\n  mutation ConfirmRemovals($id: ID!) {\n    run: confirmRemovals(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.ConfirmRemovalsDocument,
    "\n  mutation CancelReindex($id: ID!) {\n    run: cancelReindex(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.CancelReindexDocument,
    "\n  mutation RetryReindexFailures($id: ID!) {\n    run: retryReindexFailures(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.RetryReindexFailuresDocument,
    "\n  query ReindexRuns($first: Int!) {\n    reindexRuns(first: $first) {\n      edges {\n        node {\n          ...RunFields\n        }\n      }\n    }\n  }\n": typeof types.ReindexRunsDocument,
    "\n  query LocalSearch {\n    searchKey {\n      appId\n      indexName\n      hosts\n    }\n  }\n": typeof types.LocalSearchDocument,
    "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": typeof types.ReindexProgressDocument,
    "\n  query ReindexFindings($runId: ID!) {\n    reindexRun(id: $runId) {\n      failures(first: 100) {\n        edges {\n          node {\n            profileId\n            code\n            reason\n          }\n        }\n      }\n      differences(first: 100) {\n        edges {\n          node {\n            objectId\n            kind\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReindexFindingsDocument,
    "\n  mutation StartBenchRun($mode: ReindexMode!) {\n    startReindex(input: { mode: $mode }) {\n      id\n    }\n  }\n": typeof types.StartBenchRunDocument,
    "\n  subscription WatchBenchRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": typeof types.WatchBenchRunDocument,
    "\n  mutation CancelBenchRun($id: ID!) {\n    cancelReindex(id: $id) {\n      status\n    }\n  }\n": typeof types.CancelBenchRunDocument,
    "\n  mutation SaveBenchBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { label: \"Programmer\", summary: $summary }) {\n      __typename\n      ... on ProfilePayload {\n        profile {\n          revision\n        }\n      }\n    }\n  }\n": typeof types.SaveBenchBioDocument,
    "\n  query ReadPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n": typeof types.ReadPercentageDocument,
    "\n  subscription WatchInvalidated($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n": typeof types.WatchInvalidatedDocument,
    "\n  subscription WatchCompletion($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n": typeof types.WatchCompletionDocument,
    "\n  subscription WatchedCounts($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      status\n      processed\n      ratePerSecond\n      failures {\n        edges {\n          node {\n            profileId\n          }\n        }\n      }\n    }\n  }\n": typeof types.WatchedCountsDocument,
    "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": typeof types.WatchedRunDocument,
    "\n  mutation CreatePooled($handle: String!) {\n    createProfile(input: { handle: $handle, fullName: \"Ada Pooled\", visibility: PUBLIC }) {\n      ... on ProfilePayload {\n        profile {\n          id\n        }\n      }\n    }\n  }\n": typeof types.CreatePooledDocument,
    "\n  mutation SavePooledBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      ... on ProfilePayload {\n        profile {\n          completion {\n            percentage\n          }\n        }\n      }\n    }\n  }\n": typeof types.SavePooledBioDocument,
    "\n  query PooledPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n": typeof types.PooledPercentageDocument,
    "\n  subscription PooledChanges($id: ID!) {\n    completionChanged(profileId: $id) {\n      percentage\n    }\n  }\n": typeof types.PooledChangesDocument,
    "\n  mutation StartPooledRun {\n    startReindex(input: { mode: FULL, batchSize: 5 }) {\n      id\n    }\n  }\n": typeof types.StartPooledRunDocument,
    "\n  subscription WatchPooledRun($id: ID!) {\n    reindexProgress(runId: $id) {\n      status\n      processed\n      total\n    }\n  }\n": typeof types.WatchPooledRunDocument,
    "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n": typeof types.StartFullRunDocument,
    "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      ...RunFields\n    }\n  }\n": typeof types.RunByIdDocument,
    "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n": typeof types.FindEngineersDocument,
    "\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n": typeof types.StoryProfileDocument,
    "\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n": typeof types.StorySearchDocument,
    "\n  subscription WatchBio($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      sections {\n        name\n        status\n      }\n    }\n  }\n": typeof types.WatchBioDocument,
    "\n  mutation WriteBio($profileId: ID, $summary: String) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      __typename\n    }\n  }\n": typeof types.WriteBioDocument,
};
const documents: Documents = {
    "\n  query DashboardFigures($period: FigurePeriod!, $queue: String) {\n    systemFigures(period: $period, queue: $queue) {\n      at\n      searchableP50\n      searchableP99\n      jobsCompleted\n      jobsRetried\n      jobsDead\n      hits\n      misses\n      depth\n      deadLetters\n    }\n  }\n": types.DashboardFiguresDocument,
    "\n  fragment JobFields on Job {\n    id\n    queue\n    state\n    tries\n    reason\n    createdAt\n    nextTryAt\n    startedAt\n    endedAt\n    profile {\n      id\n      fullName\n    }\n  }\n": types.JobFieldsFragmentDoc,
    "\n    query DashboardJobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {\n      jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...JobFields\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": types.DashboardJobsDocument,
    "\n    query DashboardJobIds($filter: JobFilter, $after: String) {\n      jobs(filter: $filter, first: 100, after: $after) {\n        edges {\n          node {\n            id\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": types.DashboardJobIdsDocument,
    "\n    query DashboardJob($queue: String!, $id: ID!) {\n      job(queue: $queue, id: $id) {\n        ...JobFields\n        seconds\n        payload\n        logId\n        history {\n          startedAt\n          endedAt\n          seconds\n          reason\n          traceId\n        }\n      }\n    }\n  ": types.DashboardJobDocument,
    "\n  mutation RetryJobs($filter: JobFilter!) {\n    changed: retryJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": types.RetryJobsDocument,
    "\n  mutation DiscardJobs($filter: JobFilter!) {\n    changed: discardJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": types.DiscardJobsDocument,
    "\n  mutation CancelJobs($filter: JobFilter!) {\n    changed: cancelJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n": types.CancelJobsDocument,
    "\n    query DashboardProfiles(\n      $filter: ProfileFilter\n      $first: Int\n      $after: String\n      $last: Int\n      $before: String\n    ) {\n      profiles(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            fullName\n            handle\n            visibility\n            updatedAt\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": types.DashboardProfilesDocument,
    "\n  query Inspect($id: String!) {\n    profileInspection(id: $id) {\n      profile {\n        id\n        handle\n        fullName\n        visibility\n        revision\n        resume\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n      cachedCompletion {\n        percentage\n        computedAt\n      }\n      cacheAgrees\n      expectedDocument\n      indexedDocument\n      indexReachable\n      indexAgrees\n    }\n  }\n": types.InspectDocument,
    "\n  mutation Mend($id: ID!) {\n    invalidateCompletions(profileIds: [$id]) {\n      documents\n    }\n  }\n": types.MendDocument,
    "\n  fragment RunFields on ReindexRun {\n    id\n    mode\n    status\n    total\n    processed\n    upserted\n    skipped\n    removed\n    failed\n    percentage\n    ratePerSecond\n    etaSeconds\n    startedAt\n    finishedAt\n    error\n    notice\n  }\n": types.RunFieldsFragmentDoc,
    "\n  fragment QueueFields on Queue {\n    name\n    waiting\n    delayed\n    active\n    deadLetters\n    oldestJobAt\n    nextTryAt\n    oldestDeadLetterAt\n    pause {\n      since\n      until\n      reason\n      byHand\n    }\n  }\n": types.QueueFieldsFragmentDoc,
    "\n  fragment RunDetails on ReindexRun {\n    createdAt\n    startedBy\n    averagePerSecond\n    batchSize\n    filter {\n      afterId\n      upToId\n      completionBelow\n      updatedSince\n      visibility\n    }\n  }\n": types.RunDetailsFragmentDoc,
    "\n  fragment PageFields on PageInfo {\n    hasNextPage\n    hasPreviousPage\n    startCursor\n    endCursor\n  }\n": types.PageFieldsFragmentDoc,
    "\n    subscription System {\n      systemChanged {\n        at\n        troubles {\n          kind\n          text\n          since\n          effect\n          nextStep\n          place\n          queue\n          runId\n        }\n        instances {\n          id\n          role\n          host\n          pid\n          state\n          startedAt\n          seenAt\n          activeJobs\n          memoryBytes\n          cpuCores\n        }\n        queues {\n          ...QueueFields\n        }\n        runs {\n          ...RunFields\n        }\n        cache {\n          hits\n          misses\n          hitRate\n          invalidations\n          errors\n          unreachableSince\n        }\n        search {\n          reachable\n          documents\n          publicProfiles\n          notice\n        }\n        audit {\n          comparisons\n          differedAfter5s\n          differedAfter60s\n          ninesWithin5s\n          ninesWithin60s\n          differences {\n            kind\n            objectId\n            firstSeenAt\n            endedAt\n            lasted\n            failure\n          }\n        }\n      }\n    }\n  ": types.SystemDocument,
    "\n  mutation Start($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n    }\n  }\n": types.StartDocument,
    "\n  mutation Pause($id: ID!) {\n    pauseReindex(id: $id) {\n      id\n    }\n  }\n": types.PauseDocument,
    "\n  mutation Resume($id: ID!) {\n    resumeReindex(id: $id) {\n      id\n    }\n  }\n": types.ResumeDocument,
    "\n  mutation Cancel($id: ID!) {\n    cancelReindex(id: $id) {\n      id\n    }\n  }\n": types.CancelDocument,
    "\n  mutation Confirm($id: ID!) {\n    confirmRemovals(id: $id) {\n      id\n    }\n  }\n": types.ConfirmDocument,
    "\n  mutation RetryFailures($id: ID!) {\n    retryReindexFailures(id: $id) {\n      id\n    }\n  }\n": types.RetryFailuresDocument,
    "\n    query DashboardRuns($first: Int, $after: String, $last: Int, $before: String) {\n      reindexRuns(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...RunFields\n            ...RunDetails\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": types.DashboardRunsDocument,
    "\n    query DashboardRun($id: ID!) {\n      reindexRun(id: $id) {\n        ...RunFields\n        ...RunDetails\n      }\n    }\n  ": types.DashboardRunDocument,
    "\n    query Failures($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        failures(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              profileId\n              code\n              reason\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  ": types.FailuresDocument,
    "\n    query Differences($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        differences(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              objectId\n              kind\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  ": types.DifferencesDocument,
    "\n    query DashboardActions($first: Int, $after: String, $last: Int, $before: String, $about: ID) {\n      administratorActions(about: $about, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            at\n            subject\n            action\n            arguments\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  ": types.DashboardActionsDocument,
    "\n  mutation PauseQueue($queue: String!, $reason: String) {\n    pauseQueue(queue: $queue, reason: $reason) {\n      name\n    }\n  }\n": types.PauseQueueDocument,
    "\n  mutation ResumeQueue($queue: String!) {\n    resumeQueue(queue: $queue) {\n      name\n    }\n  }\n": types.ResumeQueueDocument,
    "\n  query DashboardSchedules {\n    schedules {\n      queue\n      cron\n      next\n    }\n  }\n": types.DashboardSchedulesDocument,
    "\n  query DashboardSettings {\n    indexSettings {\n      indexName\n      owner\n      deployment\n      isForeign\n      differences {\n        name\n        inCode\n        inIndex\n      }\n    }\n  }\n": types.DashboardSettingsDocument,
    "\n  mutation ApplySettings {\n    applyIndexSettings {\n      indexName\n    }\n  }\n": types.ApplySettingsDocument,
    "\n  mutation TakeOver($deployment: ID!) {\n    takeOverIndex(deployment: $deployment) {\n      indexName\n    }\n  }\n": types.TakeOverDocument,
    "\n  mutation Invalidate($profileIds: [ID!], $section: SectionName, $all: Boolean) {\n    invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) {\n      documents\n    }\n  }\n": types.InvalidateDocument,
    "\n  query Queues {\n    queues {\n      ...QueueFields\n    }\n  }\n": types.QueuesDocument,
    "\n  query DeadLetters($queue: String!, $first: Int!, $after: String) {\n    deadLetters(queue: $queue, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...DeadLetterFields\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeadLetterFields on DeadLetter {\n    id\n    reason\n    tries\n    failedAt\n    payload\n    profile {\n      id\n      fullName\n    }\n  }\n": types.DeadLettersDocument,
    "\n  query OneDeadLetter($queue: String!, $id: ID!) {\n    deadLetter(queue: $queue, id: $id) {\n      ...DeadLetterFields\n      queue\n      createdAt\n      profile {\n        handle\n      }\n    }\n  }\n": types.OneDeadLetterDocument,
    "\n  mutation RetryDeadLetters($queue: String!, $ids: [ID!]) {\n    retryDeadLetters(queue: $queue, ids: $ids) {\n      retried\n      lastStartsAt\n    }\n  }\n": types.RetryDeadLettersDocument,
    "\n  mutation DiscardDeadLetters($queue: String!, $ids: [ID!]!) {\n    discardDeadLetters(queue: $queue, ids: $ids) {\n      discarded\n    }\n  }\n": types.DiscardDeadLettersDocument,
    "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n": types.StartReindexDocument,
    "\n  mutation PauseReindex($id: ID!) {\n    run: pauseReindex(id: $id) {\n      id\n      status\n    }\n  }\n": types.PauseReindexDocument,
    "\n  mutation ResumeReindex($id: ID!) {\n    run: resumeReindex(id: $id) {\n      id\n      status\n    }\n  }\n": types.ResumeReindexDocument,
    "\n  mutation ConfirmRemovals($id: ID!) {\n    run: confirmRemovals(id: $id) {\n      id\n      status\n    }\n  }\n": types.ConfirmRemovalsDocument,
    "\n  mutation CancelReindex($id: ID!) {\n    run: cancelReindex(id: $id) {\n      id\n      status\n    }\n  }\n": types.CancelReindexDocument,
    "\n  mutation RetryReindexFailures($id: ID!) {\n    run: retryReindexFailures(id: $id) {\n      id\n      status\n    }\n  }\n": types.RetryReindexFailuresDocument,
    "\n  query ReindexRuns($first: Int!) {\n    reindexRuns(first: $first) {\n      edges {\n        node {\n          ...RunFields\n        }\n      }\n    }\n  }\n": types.ReindexRunsDocument,
    "\n  query LocalSearch {\n    searchKey {\n      appId\n      indexName\n      hosts\n    }\n  }\n": types.LocalSearchDocument,
    "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": types.ReindexProgressDocument,
    "\n  query ReindexFindings($runId: ID!) {\n    reindexRun(id: $runId) {\n      failures(first: 100) {\n        edges {\n          node {\n            profileId\n            code\n            reason\n          }\n        }\n      }\n      differences(first: 100) {\n        edges {\n          node {\n            objectId\n            kind\n          }\n        }\n      }\n    }\n  }\n": types.ReindexFindingsDocument,
    "\n  mutation StartBenchRun($mode: ReindexMode!) {\n    startReindex(input: { mode: $mode }) {\n      id\n    }\n  }\n": types.StartBenchRunDocument,
    "\n  subscription WatchBenchRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": types.WatchBenchRunDocument,
    "\n  mutation CancelBenchRun($id: ID!) {\n    cancelReindex(id: $id) {\n      status\n    }\n  }\n": types.CancelBenchRunDocument,
    "\n  mutation SaveBenchBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { label: \"Programmer\", summary: $summary }) {\n      __typename\n      ... on ProfilePayload {\n        profile {\n          revision\n        }\n      }\n    }\n  }\n": types.SaveBenchBioDocument,
    "\n  query ReadPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n": types.ReadPercentageDocument,
    "\n  subscription WatchInvalidated($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n": types.WatchInvalidatedDocument,
    "\n  subscription WatchCompletion($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n": types.WatchCompletionDocument,
    "\n  subscription WatchedCounts($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      status\n      processed\n      ratePerSecond\n      failures {\n        edges {\n          node {\n            profileId\n          }\n        }\n      }\n    }\n  }\n": types.WatchedCountsDocument,
    "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n": types.WatchedRunDocument,
    "\n  mutation CreatePooled($handle: String!) {\n    createProfile(input: { handle: $handle, fullName: \"Ada Pooled\", visibility: PUBLIC }) {\n      ... on ProfilePayload {\n        profile {\n          id\n        }\n      }\n    }\n  }\n": types.CreatePooledDocument,
    "\n  mutation SavePooledBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      ... on ProfilePayload {\n        profile {\n          completion {\n            percentage\n          }\n        }\n      }\n    }\n  }\n": types.SavePooledBioDocument,
    "\n  query PooledPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n": types.PooledPercentageDocument,
    "\n  subscription PooledChanges($id: ID!) {\n    completionChanged(profileId: $id) {\n      percentage\n    }\n  }\n": types.PooledChangesDocument,
    "\n  mutation StartPooledRun {\n    startReindex(input: { mode: FULL, batchSize: 5 }) {\n      id\n    }\n  }\n": types.StartPooledRunDocument,
    "\n  subscription WatchPooledRun($id: ID!) {\n    reindexProgress(runId: $id) {\n      status\n      processed\n      total\n    }\n  }\n": types.WatchPooledRunDocument,
    "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n": types.StartFullRunDocument,
    "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      ...RunFields\n    }\n  }\n": types.RunByIdDocument,
    "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n": types.FindEngineersDocument,
    "\n  query StoryProfile($id: ID!) {\n    profile(id: $id) {\n      id\n      fullName\n      revision\n      experience {\n        name\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n    }\n  }\n": types.StoryProfileDocument,
    "\n  query StorySearch($query: String!, $minCompletion: Int) {\n    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {\n      totalCount\n      hits {\n        id\n        completion {\n          percentage\n        }\n      }\n    }\n  }\n": types.StorySearchDocument,
    "\n  subscription WatchBio($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      sections {\n        name\n        status\n      }\n    }\n  }\n": types.WatchBioDocument,
    "\n  mutation WriteBio($profileId: ID, $summary: String) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      __typename\n    }\n  }\n": types.WriteBioDocument,
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
export function graphql(source: "\n  query DashboardFigures($period: FigurePeriod!, $queue: String) {\n    systemFigures(period: $period, queue: $queue) {\n      at\n      searchableP50\n      searchableP99\n      jobsCompleted\n      jobsRetried\n      jobsDead\n      hits\n      misses\n      depth\n      deadLetters\n    }\n  }\n"): (typeof documents)["\n  query DashboardFigures($period: FigurePeriod!, $queue: String) {\n    systemFigures(period: $period, queue: $queue) {\n      at\n      searchableP50\n      searchableP99\n      jobsCompleted\n      jobsRetried\n      jobsDead\n      hits\n      misses\n      depth\n      deadLetters\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JobFields on Job {\n    id\n    queue\n    state\n    tries\n    reason\n    createdAt\n    nextTryAt\n    startedAt\n    endedAt\n    profile {\n      id\n      fullName\n    }\n  }\n"): (typeof documents)["\n  fragment JobFields on Job {\n    id\n    queue\n    state\n    tries\n    reason\n    createdAt\n    nextTryAt\n    startedAt\n    endedAt\n    profile {\n      id\n      fullName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardJobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {\n      jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...JobFields\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardJobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {\n      jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...JobFields\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardJobIds($filter: JobFilter, $after: String) {\n      jobs(filter: $filter, first: 100, after: $after) {\n        edges {\n          node {\n            id\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardJobIds($filter: JobFilter, $after: String) {\n      jobs(filter: $filter, first: 100, after: $after) {\n        edges {\n          node {\n            id\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardJob($queue: String!, $id: ID!) {\n      job(queue: $queue, id: $id) {\n        ...JobFields\n        seconds\n        payload\n        logId\n        history {\n          startedAt\n          endedAt\n          seconds\n          reason\n          traceId\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardJob($queue: String!, $id: ID!) {\n      job(queue: $queue, id: $id) {\n        ...JobFields\n        seconds\n        payload\n        logId\n        history {\n          startedAt\n          endedAt\n          seconds\n          reason\n          traceId\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryJobs($filter: JobFilter!) {\n    changed: retryJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"): (typeof documents)["\n  mutation RetryJobs($filter: JobFilter!) {\n    changed: retryJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DiscardJobs($filter: JobFilter!) {\n    changed: discardJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"): (typeof documents)["\n  mutation DiscardJobs($filter: JobFilter!) {\n    changed: discardJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelJobs($filter: JobFilter!) {\n    changed: cancelJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"): (typeof documents)["\n  mutation CancelJobs($filter: JobFilter!) {\n    changed: cancelJobs(filter: $filter) {\n      changed\n      unchanged\n      isComplete\n      lastStartsAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardProfiles(\n      $filter: ProfileFilter\n      $first: Int\n      $after: String\n      $last: Int\n      $before: String\n    ) {\n      profiles(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            fullName\n            handle\n            visibility\n            updatedAt\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardProfiles(\n      $filter: ProfileFilter\n      $first: Int\n      $after: String\n      $last: Int\n      $before: String\n    ) {\n      profiles(filter: $filter, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            fullName\n            handle\n            visibility\n            updatedAt\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Inspect($id: String!) {\n    profileInspection(id: $id) {\n      profile {\n        id\n        handle\n        fullName\n        visibility\n        revision\n        resume\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n      cachedCompletion {\n        percentage\n        computedAt\n      }\n      cacheAgrees\n      expectedDocument\n      indexedDocument\n      indexReachable\n      indexAgrees\n    }\n  }\n"): (typeof documents)["\n  query Inspect($id: String!) {\n    profileInspection(id: $id) {\n      profile {\n        id\n        handle\n        fullName\n        visibility\n        revision\n        resume\n      }\n      completion {\n        percentage\n        sections {\n          name\n          status\n        }\n      }\n      cachedCompletion {\n        percentage\n        computedAt\n      }\n      cacheAgrees\n      expectedDocument\n      indexedDocument\n      indexReachable\n      indexAgrees\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Mend($id: ID!) {\n    invalidateCompletions(profileIds: [$id]) {\n      documents\n    }\n  }\n"): (typeof documents)["\n  mutation Mend($id: ID!) {\n    invalidateCompletions(profileIds: [$id]) {\n      documents\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RunFields on ReindexRun {\n    id\n    mode\n    status\n    total\n    processed\n    upserted\n    skipped\n    removed\n    failed\n    percentage\n    ratePerSecond\n    etaSeconds\n    startedAt\n    finishedAt\n    error\n    notice\n  }\n"): (typeof documents)["\n  fragment RunFields on ReindexRun {\n    id\n    mode\n    status\n    total\n    processed\n    upserted\n    skipped\n    removed\n    failed\n    percentage\n    ratePerSecond\n    etaSeconds\n    startedAt\n    finishedAt\n    error\n    notice\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment QueueFields on Queue {\n    name\n    waiting\n    delayed\n    active\n    deadLetters\n    oldestJobAt\n    nextTryAt\n    oldestDeadLetterAt\n    pause {\n      since\n      until\n      reason\n      byHand\n    }\n  }\n"): (typeof documents)["\n  fragment QueueFields on Queue {\n    name\n    waiting\n    delayed\n    active\n    deadLetters\n    oldestJobAt\n    nextTryAt\n    oldestDeadLetterAt\n    pause {\n      since\n      until\n      reason\n      byHand\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RunDetails on ReindexRun {\n    createdAt\n    startedBy\n    averagePerSecond\n    batchSize\n    filter {\n      afterId\n      upToId\n      completionBelow\n      updatedSince\n      visibility\n    }\n  }\n"): (typeof documents)["\n  fragment RunDetails on ReindexRun {\n    createdAt\n    startedBy\n    averagePerSecond\n    batchSize\n    filter {\n      afterId\n      upToId\n      completionBelow\n      updatedSince\n      visibility\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PageFields on PageInfo {\n    hasNextPage\n    hasPreviousPage\n    startCursor\n    endCursor\n  }\n"): (typeof documents)["\n  fragment PageFields on PageInfo {\n    hasNextPage\n    hasPreviousPage\n    startCursor\n    endCursor\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    subscription System {\n      systemChanged {\n        at\n        troubles {\n          kind\n          text\n          since\n          effect\n          nextStep\n          place\n          queue\n          runId\n        }\n        instances {\n          id\n          role\n          host\n          pid\n          state\n          startedAt\n          seenAt\n          activeJobs\n          memoryBytes\n          cpuCores\n        }\n        queues {\n          ...QueueFields\n        }\n        runs {\n          ...RunFields\n        }\n        cache {\n          hits\n          misses\n          hitRate\n          invalidations\n          errors\n          unreachableSince\n        }\n        search {\n          reachable\n          documents\n          publicProfiles\n          notice\n        }\n        audit {\n          comparisons\n          differedAfter5s\n          differedAfter60s\n          ninesWithin5s\n          ninesWithin60s\n          differences {\n            kind\n            objectId\n            firstSeenAt\n            endedAt\n            lasted\n            failure\n          }\n        }\n      }\n    }\n  "): (typeof documents)["\n    subscription System {\n      systemChanged {\n        at\n        troubles {\n          kind\n          text\n          since\n          effect\n          nextStep\n          place\n          queue\n          runId\n        }\n        instances {\n          id\n          role\n          host\n          pid\n          state\n          startedAt\n          seenAt\n          activeJobs\n          memoryBytes\n          cpuCores\n        }\n        queues {\n          ...QueueFields\n        }\n        runs {\n          ...RunFields\n        }\n        cache {\n          hits\n          misses\n          hitRate\n          invalidations\n          errors\n          unreachableSince\n        }\n        search {\n          reachable\n          documents\n          publicProfiles\n          notice\n        }\n        audit {\n          comparisons\n          differedAfter5s\n          differedAfter60s\n          ninesWithin5s\n          ninesWithin60s\n          differences {\n            kind\n            objectId\n            firstSeenAt\n            endedAt\n            lasted\n            failure\n          }\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Start($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation Start($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pause($id: ID!) {\n    pauseReindex(id: $id) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation Pause($id: ID!) {\n    pauseReindex(id: $id) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resume($id: ID!) {\n    resumeReindex(id: $id) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation Resume($id: ID!) {\n    resumeReindex(id: $id) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($id: ID!) {\n    cancelReindex(id: $id) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation Cancel($id: ID!) {\n    cancelReindex(id: $id) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Confirm($id: ID!) {\n    confirmRemovals(id: $id) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation Confirm($id: ID!) {\n    confirmRemovals(id: $id) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryFailures($id: ID!) {\n    retryReindexFailures(id: $id) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation RetryFailures($id: ID!) {\n    retryReindexFailures(id: $id) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardRuns($first: Int, $after: String, $last: Int, $before: String) {\n      reindexRuns(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...RunFields\n            ...RunDetails\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardRuns($first: Int, $after: String, $last: Int, $before: String) {\n      reindexRuns(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            ...RunFields\n            ...RunDetails\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardRun($id: ID!) {\n      reindexRun(id: $id) {\n        ...RunFields\n        ...RunDetails\n      }\n    }\n  "): (typeof documents)["\n    query DashboardRun($id: ID!) {\n      reindexRun(id: $id) {\n        ...RunFields\n        ...RunDetails\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Failures($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        failures(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              profileId\n              code\n              reason\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  "): (typeof documents)["\n    query Failures($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        failures(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              profileId\n              code\n              reason\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query Differences($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        differences(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              objectId\n              kind\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  "): (typeof documents)["\n    query Differences($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n      reindexRun(id: $id) {\n        differences(first: $first, after: $after, last: $last, before: $before) {\n          edges {\n            node {\n              objectId\n              kind\n            }\n          }\n          pageInfo {\n            ...PageFields\n          }\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query DashboardActions($first: Int, $after: String, $last: Int, $before: String, $about: ID) {\n      administratorActions(about: $about, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            at\n            subject\n            action\n            arguments\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "): (typeof documents)["\n    query DashboardActions($first: Int, $after: String, $last: Int, $before: String, $about: ID) {\n      administratorActions(about: $about, first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          node {\n            id\n            at\n            subject\n            action\n            arguments\n          }\n        }\n        pageInfo {\n          ...PageFields\n        }\n      }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseQueue($queue: String!, $reason: String) {\n    pauseQueue(queue: $queue, reason: $reason) {\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation PauseQueue($queue: String!, $reason: String) {\n    pauseQueue(queue: $queue, reason: $reason) {\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeQueue($queue: String!) {\n    resumeQueue(queue: $queue) {\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation ResumeQueue($queue: String!) {\n    resumeQueue(queue: $queue) {\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DashboardSchedules {\n    schedules {\n      queue\n      cron\n      next\n    }\n  }\n"): (typeof documents)["\n  query DashboardSchedules {\n    schedules {\n      queue\n      cron\n      next\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DashboardSettings {\n    indexSettings {\n      indexName\n      owner\n      deployment\n      isForeign\n      differences {\n        name\n        inCode\n        inIndex\n      }\n    }\n  }\n"): (typeof documents)["\n  query DashboardSettings {\n    indexSettings {\n      indexName\n      owner\n      deployment\n      isForeign\n      differences {\n        name\n        inCode\n        inIndex\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApplySettings {\n    applyIndexSettings {\n      indexName\n    }\n  }\n"): (typeof documents)["\n  mutation ApplySettings {\n    applyIndexSettings {\n      indexName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TakeOver($deployment: ID!) {\n    takeOverIndex(deployment: $deployment) {\n      indexName\n    }\n  }\n"): (typeof documents)["\n  mutation TakeOver($deployment: ID!) {\n    takeOverIndex(deployment: $deployment) {\n      indexName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Invalidate($profileIds: [ID!], $section: SectionName, $all: Boolean) {\n    invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) {\n      documents\n    }\n  }\n"): (typeof documents)["\n  mutation Invalidate($profileIds: [ID!], $section: SectionName, $all: Boolean) {\n    invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) {\n      documents\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Queues {\n    queues {\n      ...QueueFields\n    }\n  }\n"): (typeof documents)["\n  query Queues {\n    queues {\n      ...QueueFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeadLetters($queue: String!, $first: Int!, $after: String) {\n    deadLetters(queue: $queue, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...DeadLetterFields\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeadLetterFields on DeadLetter {\n    id\n    reason\n    tries\n    failedAt\n    payload\n    profile {\n      id\n      fullName\n    }\n  }\n"): (typeof documents)["\n  query DeadLetters($queue: String!, $first: Int!, $after: String) {\n    deadLetters(queue: $queue, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...DeadLetterFields\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n  fragment DeadLetterFields on DeadLetter {\n    id\n    reason\n    tries\n    failedAt\n    payload\n    profile {\n      id\n      fullName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OneDeadLetter($queue: String!, $id: ID!) {\n    deadLetter(queue: $queue, id: $id) {\n      ...DeadLetterFields\n      queue\n      createdAt\n      profile {\n        handle\n      }\n    }\n  }\n"): (typeof documents)["\n  query OneDeadLetter($queue: String!, $id: ID!) {\n    deadLetter(queue: $queue, id: $id) {\n      ...DeadLetterFields\n      queue\n      createdAt\n      profile {\n        handle\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryDeadLetters($queue: String!, $ids: [ID!]) {\n    retryDeadLetters(queue: $queue, ids: $ids) {\n      retried\n      lastStartsAt\n    }\n  }\n"): (typeof documents)["\n  mutation RetryDeadLetters($queue: String!, $ids: [ID!]) {\n    retryDeadLetters(queue: $queue, ids: $ids) {\n      retried\n      lastStartsAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DiscardDeadLetters($queue: String!, $ids: [ID!]!) {\n    discardDeadLetters(queue: $queue, ids: $ids) {\n      discarded\n    }\n  }\n"): (typeof documents)["\n  mutation DiscardDeadLetters($queue: String!, $ids: [ID!]!) {\n    discardDeadLetters(queue: $queue, ids: $ids) {\n      discarded\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n"): (typeof documents)["\n  mutation StartReindex($input: StartReindexInput!) {\n    startReindex(input: $input) {\n      id\n      mode\n      total\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseReindex($id: ID!) {\n    run: pauseReindex(id: $id) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation PauseReindex($id: ID!) {\n    run: pauseReindex(id: $id) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeReindex($id: ID!) {\n    run: resumeReindex(id: $id) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation ResumeReindex($id: ID!) {\n    run: resumeReindex(id: $id) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmRemovals($id: ID!) {\n    run: confirmRemovals(id: $id) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation ConfirmRemovals($id: ID!) {\n    run: confirmRemovals(id: $id) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelReindex($id: ID!) {\n    run: cancelReindex(id: $id) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation CancelReindex($id: ID!) {\n    run: cancelReindex(id: $id) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetryReindexFailures($id: ID!) {\n    run: retryReindexFailures(id: $id) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation RetryReindexFailures($id: ID!) {\n    run: retryReindexFailures(id: $id) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReindexRuns($first: Int!) {\n    reindexRuns(first: $first) {\n      edges {\n        node {\n          ...RunFields\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReindexRuns($first: Int!) {\n    reindexRuns(first: $first) {\n      edges {\n        node {\n          ...RunFields\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LocalSearch {\n    searchKey {\n      appId\n      indexName\n      hosts\n    }\n  }\n"): (typeof documents)["\n  query LocalSearch {\n    searchKey {\n      appId\n      indexName\n      hosts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"): (typeof documents)["\n  subscription ReindexProgress($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReindexFindings($runId: ID!) {\n    reindexRun(id: $runId) {\n      failures(first: 100) {\n        edges {\n          node {\n            profileId\n            code\n            reason\n          }\n        }\n      }\n      differences(first: 100) {\n        edges {\n          node {\n            objectId\n            kind\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReindexFindings($runId: ID!) {\n    reindexRun(id: $runId) {\n      failures(first: 100) {\n        edges {\n          node {\n            profileId\n            code\n            reason\n          }\n        }\n      }\n      differences(first: 100) {\n        edges {\n          node {\n            objectId\n            kind\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartBenchRun($mode: ReindexMode!) {\n    startReindex(input: { mode: $mode }) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation StartBenchRun($mode: ReindexMode!) {\n    startReindex(input: { mode: $mode }) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchBenchRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"): (typeof documents)["\n  subscription WatchBenchRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelBenchRun($id: ID!) {\n    cancelReindex(id: $id) {\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation CancelBenchRun($id: ID!) {\n    cancelReindex(id: $id) {\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveBenchBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { label: \"Programmer\", summary: $summary }) {\n      __typename\n      ... on ProfilePayload {\n        profile {\n          revision\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SaveBenchBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { label: \"Programmer\", summary: $summary }) {\n      __typename\n      ... on ProfilePayload {\n        profile {\n          revision\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReadPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchInvalidated($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n"): (typeof documents)["\n  subscription WatchInvalidated($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchCompletion($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n"): (typeof documents)["\n  subscription WatchCompletion($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      percentage\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchedCounts($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      status\n      processed\n      ratePerSecond\n      failures {\n        edges {\n          node {\n            profileId\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription WatchedCounts($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      status\n      processed\n      ratePerSecond\n      failures {\n        edges {\n          node {\n            profileId\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"): (typeof documents)["\n  subscription WatchedRun($runId: ID!) {\n    reindexProgress(runId: $runId) {\n      ...RunFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreatePooled($handle: String!) {\n    createProfile(input: { handle: $handle, fullName: \"Ada Pooled\", visibility: PUBLIC }) {\n      ... on ProfilePayload {\n        profile {\n          id\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreatePooled($handle: String!) {\n    createProfile(input: { handle: $handle, fullName: \"Ada Pooled\", visibility: PUBLIC }) {\n      ... on ProfilePayload {\n        profile {\n          id\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SavePooledBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      ... on ProfilePayload {\n        profile {\n          completion {\n            percentage\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SavePooledBio($profileId: ID!, $summary: String!) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      ... on ProfilePayload {\n        profile {\n          completion {\n            percentage\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PooledPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n"): (typeof documents)["\n  query PooledPercentage($id: ID!) {\n    profile(id: $id) {\n      completion {\n        percentage\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PooledChanges($id: ID!) {\n    completionChanged(profileId: $id) {\n      percentage\n    }\n  }\n"): (typeof documents)["\n  subscription PooledChanges($id: ID!) {\n    completionChanged(profileId: $id) {\n      percentage\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartPooledRun {\n    startReindex(input: { mode: FULL, batchSize: 5 }) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation StartPooledRun {\n    startReindex(input: { mode: FULL, batchSize: 5 }) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WatchPooledRun($id: ID!) {\n    reindexProgress(runId: $id) {\n      status\n      processed\n      total\n    }\n  }\n"): (typeof documents)["\n  subscription WatchPooledRun($id: ID!) {\n    reindexProgress(runId: $id) {\n      status\n      processed\n      total\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation StartFullRun($batchSize: Int) {\n    startReindex(input: { mode: FULL, batchSize: $batchSize }) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      ...RunFields\n    }\n  }\n"): (typeof documents)["\n  query RunById($id: ID!) {\n    reindexRun(id: $id) {\n      ...RunFields\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n"): (typeof documents)["\n  query FindEngineers {\n    searchProfiles(query: \"\", first: 1) {\n      totalCount\n    }\n  }\n"];
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
export function graphql(source: "\n  subscription WatchBio($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      sections {\n        name\n        status\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription WatchBio($profileId: ID) {\n    completionChanged(profileId: $profileId) {\n      sections {\n        name\n        status\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WriteBio($profileId: ID, $summary: String) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      __typename\n    }\n  }\n"): (typeof documents)["\n  mutation WriteBio($profileId: ID, $summary: String) {\n    saveBio(profileId: $profileId, input: { summary: $summary }) {\n      __typename\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;