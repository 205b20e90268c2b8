// Plants each trouble of the runbook in a running Vitae, sees it as its page says, does what the page says, types its commands, and waits
// until it is over as the page says. `restore.long.test.ts` has the backup; test/server/upgrades has the release that is rolled back.
import { describe, expect, it, onTestFailed } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { withoutRedis } from '../support/redis.ts';
import { alerts } from './runbook/alerts.ts';
import { createChecks } from './runbook/checks.ts';
import { withoutAlert } from './runbook/without-alert.ts';
import { readPages } from './runbook/pages.ts';
import { useTroubledVitae } from './runbook/troubled-vitae.ts';

const elsewhere = ['Restore a backup'];
const pages = (await readPages()).filter(({ title }) => !elsewhere.includes(title));

describe.skipIf(withoutRedis())('the runbook', () => {
  const troubled = useTroubledVitae();
  const checks = createChecks(troubled);
  const troubles = { ...alerts(troubled, checks), ...withoutAlert(troubled, checks) };

  it.each(pages.filter(({ title, commands }) => commands.length > 0 || Object.hasOwn(troubles, title)))(
    '$title',
    async ({ title, commands }) => {
      onTestFailed(async () => {
        const { stdout } = await troubled.type('npm run -s jobs -- list');
        process.stderr.write(`${stdout}\n${troubled.vitae.output()}\n`);
      });
      const { words = {}, seen, mend, over } = (await troubles[title]?.()) ?? {};
      if (seen) await eventually(seen);
      await mend?.();
      for (const command of commands) {
        const { code, ...said } = await troubled.type(command, words);
        // The doctor has something to say about the rest.
        const fine = command === 'npm run doctor' ? [0, 1] : [0];
        expect(fine, `${command}: ${JSON.stringify(said)}`).toContain(code);
      }
      if (over) await eventually(over);
    },
  );

  it('has a page for each trouble', () => {
    expect(pages.map(({ title }) => title)).toEqual(expect.arrayContaining(Object.keys(troubles)));
  });
});
