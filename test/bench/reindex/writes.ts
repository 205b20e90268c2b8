// Writes to profiles through the API, one write at a time.
import { graphql } from '../../../src/client/generated/index.ts';
import { sql } from './site.ts';
import type { Vitae } from './vitae.ts';

const SaveBenchBio = graphql(`
  mutation SaveBenchBio($profileId: ID!, $summary: String!) {
    saveBio(profileId: $profileId, input: { label: "Programmer", summary: $summary }) {
      __typename
      ... on ProfilePayload {
        profile {
          revision
        }
      }
    }
  }
`);

export interface Written {
  readonly profileId: string;
  readonly revision: number;
  /** Milliseconds from the request of the mutation to its response. */
  readonly ms: number;
}

export interface Writer {
  /** Writes the bio of the next profile. */
  write(): Promise<Written>;
}

/** Takes the profiles in random order and starts again after the last one. */
export async function openWriter({ client, databaseUrl }: Vitae): Promise<Writer> {
  const ids = await sql<{ id: string }>(
    databaseUrl,
    `SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY md5(id::text) LIMIT 100000`,
  );
  let written = 0;
  return {
    async write() {
      const profileId = ids[written % ids.length]?.id ?? '';
      written += 1;
      const started = performance.now();
      const { saveBio } = await client.request(SaveBenchBio, { profileId, summary: `Summary ${written}.` });
      const ms = performance.now() - started;
      if (saveBio.__typename !== 'ProfilePayload') throw new Error(`saveBio was refused for ${profileId}`);
      return { profileId, revision: saveBio.profile.revision, ms };
    },
  };
}
