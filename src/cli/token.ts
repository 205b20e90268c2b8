// `npm run token -- --profile ID | --admin`: prints a development token, and nothing else.
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { isUuid } from '../graphql/uuid.ts';
import { createTokens } from '../graphql/viewer.ts';
import { readSecrets } from '../secrets.ts';

const program = new Command('token')
  .description('Prints a signed token alone.')
  .option('--profile <id>', 'for the person with this profile')
  .option('--admin', 'for the administrator')
  .parse();
const { profile, admin } = program.opts<{ profile?: string; admin?: true }>();
if (Boolean(profile) === Boolean(admin))
  program.error('Give one of --profile ID and --admin.', { exitCode: 2 });
if (profile !== undefined && !isUuid(profile)) program.error('--profile: must be a UUID.', { exitCode: 2 });

const { jwtSecret } = await readSecrets(readConfig());
const token = await createTokens(jwtSecret).sign(
  profile === undefined ? { kind: 'administrator' } : { kind: 'person', profileId: profile.toLowerCase() },
);
process.stdout.write(`${token}\n`);
