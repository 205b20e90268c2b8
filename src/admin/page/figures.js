// The four charts of the last hour or day, from figures that are kept in Postgres.
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { Chart } from './chart.js';
import { useQuery } from './desk.js';
import { FIGURES } from './figure-queries.js';
import { Instead, Section } from './parts.js';
import { changeParams } from './router.js';
import { number, span } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').FigurePeriod} FigurePeriod */
/** @typedef {import('../../client/generated/graphql.ts').DashboardFiguresQuery['systemFigures'][number]} Point */

/** @type {Record<FigurePeriod, { name: string, seconds: number }>} */
const PERIODS = { HOUR: { name: 'Last hour', seconds: 60 }, DAY: { name: 'Last day', seconds: 900 } };

/** @param {{ params: URLSearchParams, queue?: string }} props queue: only of this one */
export function Charts({ params, queue }) {
  /** @type {FigurePeriod} */
  const period = params.get('period') === 'day' ? 'DAY' : 'HOUR';
  const asked = useQuery(FIGURES, { period, queue }, { everyMs: 15_000 });
  const points = asked.data?.systemFigures;
  const drawn = useMemo(
    () => points && linesOf(points, PERIODS[period].seconds, queue !== undefined),
    [points],
  );
  return html`<${Section} title="${PERIODS[period].name}" aside=${html`<${Switch} period=${period} />`}>
    <${Instead} asked=${asked} empty=${false} />
    ${drawn && html`<div class="charts">${drawn.charts.map((chart) => html`<${Chart} key=${chart.title} times=${drawn.times} ...${chart} />`)}</div>`}
  <//>`;
}

/** @param {{ period: FigurePeriod }} props */
function Switch({ period }) {
  return html`<span class="actions">
    ${
      /** @type {FigurePeriod[]} */ (Object.keys(PERIODS)).map(
        (one) =>
          html`<button
            type="button"
            class="secondary outline"
            aria-pressed=${one === period}
            onClick=${() => changeParams({ period: one === 'HOUR' ? null : 'day' })}
          >
            ${PERIODS[one].name}
          </button>`,
      )
    }
  </span>`;
}

const rate = (/** @type {number | null} */ value) =>
  value === null ? '–' : value < 10 ? value.toFixed(value === 0 ? 0 : 2) : number(Math.round(value));
const seconds = (/** @type {number | null} */ value) =>
  value === null ? '–' : value < 60 ? `${value.toFixed(value < 10 ? 1 : 0)} s` : span(value);
const whole = (/** @type {number | null} */ value) => (value === null ? '–' : number(Math.round(value)));
const percent = (/** @type {number | null} */ value) => (value === null ? '–' : `${Math.round(value)} %`);

/**
 * @param {readonly Point[]} points
 * @param {number} each seconds of a point
 * @param {boolean} ofQueue
 */
function linesOf(points, each, ofQueue) {
  /** @typedef {import('./chart.js').Series} Series */
  const line = (
    /** @type {string} */ name,
    /** @type {Series['tone']} */ tone,
    /** @type {(point: Point) => number | null} */ of,
  ) => /** @type {Series} */ ({ name, tone, values: points.map(of) });
  const jobs = {
    title: 'Jobs',
    unit: 'a second',
    top: 1,
    show: rate,
    series: [
      line('completed', 'good', ({ jobsCompleted }) => jobsCompleted / each),
      line('to be retried', 'busy', ({ jobsRetried }) => jobsRetried / each),
      line('dead', 'bad', ({ jobsDead }) => jobsDead / each),
    ],
  };
  const depth = {
    title: 'Waiting jobs',
    unit: 'the most at once',
    top: 4,
    show: whole,
    series: [
      line('waiting', 'busy', (point) => point.depth ?? null),
      line('dead letters', 'bad', (point) => point.deadLetters ?? null),
    ],
  };
  const times = points.map(({ at }) => at);
  if (ofQueue) return { times, charts: [depth, jobs] };
  return {
    times,
    charts: [
      {
        title: 'From a write until it is searchable',
        unit: 'half of the writes (p50), and 99 of 100 (p99)',
        top: 1,
        show: seconds,
        series: [
          line('p50', 'good', (point) => point.searchableP50 ?? null),
          line('p99', 'busy', (point) => point.searchableP99 ?? null),
        ],
      },
      jobs,
      depth,
      {
        title: 'Completions from the cache',
        unit: 'of all reads',
        top: 100,
        show: percent,
        series: [
          line('hit rate', 'good', ({ hits, misses }) =>
            hits + misses === 0 ? null : (100 * hits) / (hits + misses),
          ),
        ],
      },
    ],
  };
}
