// `npm run token -- --profile ID | --admin`: prints a token, and nothing else. Exit code 2: where somebody else signs the
// tokens (JWKS_URL) there is none to print.
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { isUuid } from '../graphql/uuid.ts';
import { openSigner } from '../services/tokens.ts';
import { readSecrets } from '../config/secrets.ts';

const program = new Command('token')
  .description('Prints a signed token alone.')
  .option('--profile <id>', 'for the person with this profile')
  .option('--admin', 'for the administrator')
  .parse();
const { profile, admin } = program.opts<{ profile?: string; admin?: true }>();
if (Boolean(profile) === Boolean(admin))
  program.error('Give one of --profile ID and --admin.', { exitCode: 2 });
if (profile !== undefined && !isUuid(profile)) program.error('--profile: must be a UUID.', { exitCode: 2 });

const config = readConfig();
const signer = openSigner(config, (await readSecrets(config)).jwtSecret);
if (signer) {
  const token = await signer.sign(
    profile === undefined ? { kind: 'administrator' } : { kind: 'person', profileId: profile.toLowerCase() },
  );
  process.stdout.write(`${token}\n`);
} else {
  program.error('Tokens come from whoever holds the keys at JWKS_URL, not from here.', { exitCode: 2 });
}
