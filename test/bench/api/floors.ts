// The floors of the bench in one process, each at a path of its own: what the same answers cost without Vitae. They check no
// token, count nothing and bound nothing.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import pg from 'pg';
import { createDatabase, type Database } from '../../../src/database/client.ts';
import type { Floor } from './operations.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    profile(id: ID!): Profile
    profiles(first: Int!): Connection!
  }
  type Mutation {
    saveBio(profileId: ID, input: BioInput!): Saved!
  }
  input BioInput {
    label: String
    summary: String
  }
  type Saved {
    id: ID!
  }
  type Connection {
    edges: [Edge!]!
  }
  type Edge {
    node: Profile!
  }
  type Profile {
    id: ID!
    fullName: String!
    experience: [Experience!]!
    completion: Completion!
  }
  type Experience {
    id: ID!
    name: String
  }
  type Completion {
    percentage: Int!
  }
`;

interface Saved {
  readonly profileId: string;
  readonly input: { readonly label: string | null; readonly summary: string | null };
}
interface Row {
  readonly id: string;
}

/** Of nine sections. */
const percentageOf = (filled: number) => ({ percentage: Math.round((100 * filled) / 9) });

const SECTIONS = [
  ...['bio', 'photo', 'location', 'phone_number', 'experience'],
  ...['education', 'skill', 'language', 'social_link'],
];
/** How many sections have rows. */
const FILLED = SECTIONS.map((table) => `EXISTS (SELECT FROM ${table} WHERE profile_id = $1)::int`).join(
  ' + ',
);

/** Named statements are prepared once for each connection. */
function overPg(pool: pg.Pool) {
  const rows = async <Found extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await pool.query<Found>({ name, text, values: [...values] })).rows;
  return {
    Query: {
      profile: async (_root: unknown, { id }: Row) =>
        (await rows('profile', 'SELECT id, full_name AS "fullName" FROM profile WHERE id = $1', [id]))[0],
      profiles: async (_root: unknown, { first }: { first: number }) => {
        const found = await rows<Row>(
          'profiles',
          `SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY id LIMIT $1`,
          [first],
        );
        const items = await rows<Row & { readonly profileId: string }>(
          'experience',
          `SELECT id, name, profile_id AS "profileId" FROM experience WHERE profile_id = ANY($1::uuid[])
           ORDER BY profile_id, ordinal, id`,
          [found.map(({ id }) => id)],
        );
        const byProfile = Map.groupBy(items, ({ profileId }) => profileId);
        return { edges: found.map(({ id }) => ({ node: { id, experience: byProfile.get(id) ?? [] } })) };
      },
    },
    Profile: {
      completion: async ({ id }: Row) =>
        percentageOf(
          (await rows<{ filled: number }>('filled', `SELECT ${FILLED} AS filled`, [id]))[0]?.filled ?? 0,
        ),
    },
    Mutation: {
      saveBio: async (_root: unknown, { profileId: id, input: { label, summary } }: Saved) => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          await client.query({
            name: 'revision',
            text: `UPDATE profile SET revision = revision + 1, updated_at = now()
                   WHERE id = $1 AND set_config('vitae.declared', id::text, true) IS NOT NULL`,
            values: [id],
          });
          await client.query({
            name: 'bio',
            text: `INSERT INTO bio (profile_id, label, summary, updated_at) VALUES ($1, $2, $3, now())
                   ON CONFLICT (profile_id) DO UPDATE SET label = $2, summary = $3, updated_at = now()`,
            values: [id, label, summary],
          });
          await client.query('COMMIT');
        } finally {
          client.release();
        }
        return { id };
      },
    },
  };
}

function overPrisma(db: Database) {
  const readSections = (profileId: string) => {
    const where = { profileId };
    return Promise.all([
      db.bio.findMany({ where }),
      db.photo.findMany({ where }),
      db.location.findMany({ where }),
      db.phoneNumber.findMany({ where }),
      db.experience.findMany({ where }),
      db.education.findMany({ where }),
      db.skill.findMany({ where }),
      db.language.findMany({ where }),
      db.socialLink.findMany({ where }),
    ]);
  };
  return {
    Query: {
      profile: (_root: unknown, { id }: Row) => db.profile.findUnique({ where: { id } }),
      profiles: async (_root: unknown, { first }: { first: number }) => {
        const found = await db.profile.findMany({
          where: { visibility: 'PUBLIC' },
          orderBy: { id: 'asc' },
          take: first,
        });
        return { edges: found.map((node) => ({ node })) };
      },
    },
    Profile: {
      experience: ({ id: profileId }: Row) =>
        db.experience.findMany({ where: { profileId }, orderBy: [{ ordinal: 'asc' }, { id: 'asc' }] }),
      completion: async ({ id }: Row) => {
        const sections = await readSections(id);
        return percentageOf(sections.filter((rows) => rows.length > 0).length);
      },
    },
    Mutation: {
      saveBio: (_root: unknown, { profileId, input: { label, summary } }: Saved) =>
        db.$transaction(async (tx) => {
          await tx.$executeRaw`SELECT set_config('vitae.declared', ${profileId}, true)`;
          await tx.profile.update({ where: { id: profileId }, data: { revision: { increment: 1 } } });
          const written = { label, summary };
          await tx.bio.upsert({ where: { profileId }, create: { profileId, ...written }, update: written });
          return { id: profileId };
        }),
    },
  };
}

const url = process.env['DATABASE_URL'] ?? '';
const pool = new pg.Pool({ connectionString: url, max: 10 });
const db = createDatabase(url);

const serveAt = (floor: Floor, resolvers: Parameters<typeof createSchema>[0]['resolvers']) =>
  createYoga({
    schema: createSchema({ typeDefs, ...(resolvers && { resolvers }) }),
    graphqlEndpoint: `/${floor}`,
    // Half of the time of a short request. Vitae bounds bodies more cheaply.
    maxRequestBodySize: false,
    logging: false,
  });
const floors = {
  bare: serveAt('bare', {}),
  pg: serveAt('pg', overPg(pool)),
  naive: serveAt('naive', overPrisma(db)),
} satisfies Record<Floor, unknown>;

const server = createServer((request, response) => {
  const [, name = ''] = (request.url ?? '').split('/');
  const floor = Object.entries(floors).find(([known]) => known === name)?.[1];
  if (floor) void floor(request, response);
  else response.writeHead(404).end();
}).listen(0, 'localhost');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.once('SIGTERM', () => process.exit());
process.stdout.write(`Health http://localhost:${port}/ready\nStop it with Ctrl-C\n`);
