// The access table, written by hand: each operation and each field of each type. The matrix compares the API and the schema
// with it. A field that is missing here fails the matrix.

export type Word =
  /** Everybody, also without a token. */
  | 'public'
  /** Everybody with a token. */
  | 'signedIn'
  /** Everybody for a public profile; its owner and the administrator for a private one. */
  | 'visible'
  /** The profile's owner and the administrator. Others get an error. */
  | 'owner'
  /** The same, but others get null without an error. */
  | 'ownerElseNull'
  | 'administrator'
  /** The same, but others get null without an error. */
  | 'administratorElseNull'
  /** As the field that leads to this type. */
  | 'inherited';

type Names = string;

const ERROR = { public: 'code fields message' };
const CONNECTION = { inherited: 'edges pageInfo' };
const EDGE = { inherited: 'cursor node' };

export const TABLE: Readonly<Record<string, Partial<Record<Word, Names>>>> = {
  Query: {
    public: 'me profile profiles profilesByIds searchProfiles searchKey',
    administrator:
      'administratorActions deadLetter deadLetters job jobs profileInspection queues reindexRun reindexRuns system systemFigures schedules indexSettings',
  },
  Mutation: {
    owner:
      'createProfile updateProfile deleteProfile savePhoneNumber deletePhoneNumber saveBio deleteBio savePhoto deletePhoto ' +
      'saveLocation deleteLocation createExperience editExperience deleteExperience createEducation editEducation ' +
      'deleteEducation saveSkills saveLanguages saveSocialLink deleteSocialLink importResume ' +
      'moveExperience moveEducation moveSocialLink',
    administrator:
      'startReindex pauseReindex resumeReindex confirmRemovals cancelReindex retryReindexFailures ' +
      'retryDeadLetters discardDeadLetters invalidateCompletions retryJobs discardJobs cancelJobs pauseQueue resumeQueue applyIndexSettings takeOverIndex',
  },
  Subscription: {
    public: 'completionChanged profileChanged',
    administrator: 'reindexProgress systemChanged',
  },

  Profile: {
    visible:
      'id handle fullName visibility revision createdAt updatedAt url resume completion bio photo location experience education skills languages socialLinks',
    ownerElseNull: 'phoneNumber email',
  },
  Bio: { inherited: 'id label summary updatedAt' },
  Photo: { inherited: 'id url updatedAt' },
  Location: { inherited: 'id city countryCode region updatedAt', ownerElseNull: 'address postalCode' },
  PhoneNumber: { owner: 'id number countryCode e164 updatedAt' },
  Experience: {
    inherited: 'id name position location description url startDate endDate summary highlights updatedAt',
  },
  Education: {
    inherited: 'id institution area studyType url startDate endDate score courses updatedAt',
  },
  Skill: { inherited: 'id name level keywords updatedAt' },
  Language: { inherited: 'id language code fluency updatedAt' },
  SocialLink: { inherited: 'id network username url updatedAt' },
  ProfileCompletion: { inherited: 'id profileId percentage sections computedAt nextChangeAt' },
  SectionCompletion: { inherited: 'name status weight updatedAt' },
  ProfileConnection: { ...CONNECTION, administratorElseNull: 'totalCount' },
  ProfileEdge: EDGE,
  PageInfo: { inherited: 'startCursor endCursor hasNextPage hasPreviousPage' },
  ProfileSearchResult: { inherited: 'hits totalCount isExhaustive pageInfo facets' },
  ProfileHit: { inherited: 'id completion profile highlights' },
  ProfileHighlight: { inherited: 'attribute value' },
  ProfileFacetCounts: { inherited: 'facet values' },
  ProfileFacetValue: { inherited: 'value count' },
  SearchKey: { inherited: 'apiKey appId indexName hosts validUntil' },

  ProfilePayload: { inherited: 'profile' },
  ExperiencePayload: { inherited: 'experience profile' },
  EducationPayload: { inherited: 'education profile' },
  ImportResumePayload: { inherited: 'outcome notes noteCount profile' },
  ResumeNote: { inherited: 'path written read message' },
  SocialLinkPayload: { inherited: 'socialLink profile' },
  DeleteProfilePayload: { inherited: 'id' },
  ConflictError: { public: `${ERROR.public} currentRevision` },
  InvalidInputError: ERROR,
  NotAllowedError: ERROR,
  NotFoundError: ERROR,
  FieldFault: { public: 'path message code params' },

  ReindexRun: {
    administrator:
      'id mode status total processed upserted skipped removed failed percentage ratePerSecond etaSeconds startedAt ' +
      'finishedAt error notice filter batchSize failures differences createdAt startedBy averagePerSecond',
  },
  ReindexFilter: { administrator: 'visibility updatedSince completionBelow afterId upToId' },
  ReindexFailure: { administrator: 'profileId code reason size limit' },
  ReindexDifference: { administrator: 'objectId kind' },
  ReindexRunConnection: CONNECTION,
  ReindexRunEdge: EDGE,
  ReindexFailureConnection: CONNECTION,
  ReindexFailureEdge: EDGE,
  ReindexDifferenceConnection: CONNECTION,
  ReindexDifferenceEdge: EDGE,
  AdministratorAction: { administrator: 'id at subject action arguments' },
  AdministratorActionConnection: CONNECTION,
  AdministratorActionEdge: EDGE,
  Queue: {
    administrator: 'name waiting delayed active deadLetters oldestJobAt nextTryAt oldestDeadLetterAt pause',
  },
  QueuePause: { administrator: 'reason since until byHand' },
  DeadLetter: { administrator: 'id queue reason tries createdAt failedAt payload profile' },
  Schedule: { administrator: 'queue cron next' },
  IndexSettings: { administrator: 'indexName owner deployment isForeign differences' },
  IndexSetting: { administrator: 'name inCode inIndex' },
  Job: {
    administrator:
      'id queue state tries history reason createdAt nextTryAt startedAt endedAt seconds payload logId profile',
  },
  JobTry: { administrator: 'startedAt endedAt seconds reason traceId' },
  JobConnection: CONNECTION,
  JobEdge: EDGE,
  ChangedJobs: { administrator: 'changed unchanged isComplete lastStartsAt' },
  DeadLetterConnection: CONNECTION,
  DeadLetterEdge: EDGE,
  RetryDeadLettersResult: { administrator: 'retried lastStartsAt' },
  DiscardDeadLettersResult: { administrator: 'discarded' },
  InvalidateCompletionsResult: { administrator: 'tags documents' },
  System: { administrator: 'at instances queues runs cache search audit troubles' },
  Trouble: { administrator: 'kind text since effect nextStep place queue runId' },
  SystemFigure: {
    administrator:
      'at searchableP50 searchableP99 jobsCompleted jobsRetried jobsDead hits misses depth deadLetters',
  },
  Instance: {
    administrator: 'id role host pid state startedAt seenAt activeJobs memoryBytes cpuCores',
  },
  CacheFigures: { administrator: 'hits misses hitRate invalidations errors unreachableSince' },
  SearchFigures: { administrator: 'reachable documents publicProfiles notice unreachableSince' },
  AuditFigures: {
    administrator:
      'since comparisons differedAfter5s differedAfter60s ninesWithin5s ninesWithin60s differences',
  },
  AuditDifference: { administrator: 'kind objectId firstSeenAt endedAt lasted failure' },
  ProfileInspection: {
    administrator:
      'profile completion cachedCompletion cacheAgrees expectedDocument indexedDocument indexReachable indexAgrees',
  },
};

const words = new Map<string, Word[]>();
for (const [type, byWord] of Object.entries(TABLE)) {
  for (const [word, names] of Object.entries(byWord)) {
    for (const name of names.split(' ')) {
      const coordinate = `${type}.${name}`;
      words.set(coordinate, [...(words.get(coordinate) ?? []), word as Word]);
    }
  }
}

/** As in `Profile.phoneNumber`, in the order of the table. */
export const coordinates: readonly string[] = [...words.keys()];

/** @throws unless there is exactly one entry */
export function wordOf(coordinate: string): Word {
  const [word, ...more] = words.get(coordinate) ?? [];
  if (word && more.length === 0) return word;
  const count = word ? 'more than one entry' : 'no entry';
  throw new Error(`${coordinate} has ${count} in test/graphql/auth/matrix/table.ts: add who may read it`);
}
