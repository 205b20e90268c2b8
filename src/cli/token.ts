// `npm run token -- --profile ID | --admin`: prints a token and nothing else. Exit code 2: with JWKS_URL another issuer signs
// the tokens.
import { readConfig } from '../config/config.ts';
import { openSigner } from '../services/tokens.ts';
import { readSecrets } from '../config/secrets.ts';
import { uuid } from './arguments.ts';
import { createCommand } from './command.ts';

const program = createCommand('token')
  .description('Prints a signed token.')
  .option('--profile <id>', 'for the owner of this profile', uuid)
  .option('--admin', 'for the administrator')
  .parse();
const { profile, admin } = program.opts<{ profile?: string; admin?: true }>();
if (Boolean(profile) === Boolean(admin))
  program.error('Use either --profile ID or --admin.', { exitCode: 2 });

const config = readConfig();
const signer = openSigner(config, (await readSecrets(config)).jwtSecret);
if (signer) {
  const token = await signer.sign(
    profile === undefined ? { kind: 'administrator' } : { kind: 'person', profileId: profile },
  );
  process.stdout.write(`${token}\n`);
} else {
  program.error('This Vitae cannot sign tokens: the issuer with the keys at JWKS_URL does.', { exitCode: 2 });
}
