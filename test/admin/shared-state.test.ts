// What each scrape of the metrics reads of the system: no more than its gauges show.
import { expect, it } from 'vitest';
import { systemWatch } from '../../src/admin/system.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

const TABLES = /\b(reindex_run|audit_\w+)\b/;

it('is neither the runs nor the audit, which the dashboard reads', async () => {
  const watch = systemWatch(vitae.services);
  const ofDashboard = await vitae.countSql(() => watch.read());
  expect(ofDashboard.filter((sql) => TABLES.test(sql))).not.toEqual([]);
  const ofScrape = await vitae.countSql(() => watch.readShared());
  expect(ofScrape).not.toEqual([]);
  expect(ofScrape.filter((sql) => TABLES.test(sql))).toEqual([]);
});
