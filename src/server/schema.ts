// Builds the GraphQL schema from the types that every feature and section registers.
import type { GraphQLSchema } from 'graphql';
import { builder } from '../graphql/builder.ts';
import '../graphql/error-types.ts';
import '../profiles/schema.ts';
import '../profiles/lists.ts';
import '../profiles/mutations.ts';
import { ownerOnly, registerSectionSchemas } from '../sections/registry.ts';
import '../completion/schema.ts';
import '../resume/schema.ts';
import '../completion/live.ts';
import '../completion/invalidate.ts';
import '../reindex/schema.ts';
import '../indexing/search-key-schema.ts';
import '../indexing/search-schema.ts';
import '../admin/schema.ts';
import '../admin/actions.ts';
import '../admin/queues.ts';
import '../admin/jobs.ts';
import '../admin/queue-pauses.ts';
import '../admin/figures-schema.ts';
import '../admin/schedules.ts';
import '../admin/index-settings.ts';

await registerSectionSchemas();

export const schema: GraphQLSchema = builder.toSchema({ ownerOnly });
