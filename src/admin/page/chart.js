// Draws series over time by uPlot, which the page loads as a script. The same figures stand beside it as text and as a table.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { Table } from './parts.js';
import { clock } from './words.js';

/** @typedef {import('uplot')} UPlot */
/** @typedef {{ name: string, tone: import('./parts.js').Tone, values: (number | null)[] }} Series */

const { uPlot } =
  /** @type {{ uPlot: { new (options: object, data: object, target: HTMLElement): UPlot } }} */ (
    /** @type {unknown} */ (globalThis)
  );

const HEIGHT = 150;
/** Where the lines have the same colour, as in print, the dashes tell them apart. */
const DASHES = [[], [6, 4], [2, 3]];

/**
 * @param {{ title: string, times: readonly string[], series: readonly Series[], unit: string, top: number, show: (value: number | null) => string }} props top: the least value at the top of the axis
 */
export function Chart({ title, times, series, unit, top, show }) {
  const latest = (/** @type {Series} */ { values }) =>
    show(values.findLast((value) => value !== null) ?? null);
  return html`<figure class="chart">
    <figcaption>
      <strong>${title}</strong>${' '}<small>${unit}</small>
      <ul class="keys">
        ${series.map((one) => html`<li class=${one.tone}>${one.name}: ${latest(one)}, ${most(one, times, show)}</li>`)}
      </ul>
    </figcaption>
    <${Drawing} times=${times} series=${series} top=${top} show=${show} />
    <details>
      <summary>Figures<span class="hidden"> of ${title}</span></summary>
      <${Table} label="Figures of ${title}" heads=${['From', ...series.map(({ name }) => name)]}>
        ${times
          .map(
            (at, index) =>
              html`<tr key=${at}>
                <th scope="row">${clock(at)}</th>
                ${series.map(({ values }) => html`<td>${show(values[index] ?? null)}</td>`)}
              </tr>`,
          )
          .toReversed()}
      <//>
    </details>
  </figure>`;
}

/**
 * @param {Series} series
 * @param {readonly string[]} times
 * @param {(value: number | null) => string} show
 */
function most({ values }, times, show) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'nothing measured';
  const peak = Math.max(...known);
  return `at most ${show(peak)} at ${clock(times[values.indexOf(peak)] ?? '').slice(0, 5)}`;
}

/** @param {{ times: readonly string[], series: readonly Series[], top: number, show: (value: number | null) => string }} props */
function Drawing({ times, series, top, show }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const shape = series.map(({ name, tone }) => name + tone).join();
  useEffect(() => {
    const target = place.current;
    if (!target) return undefined;
    const data = [times.map((at) => Date.parse(at) / 1000), ...series.map(({ values }) => values)];
    let chart = new uPlot(optionsOf(target, series, top, show), data, target);
    const redraw = () => {
      chart.destroy();
      chart = new uPlot(optionsOf(target, series, top, show), data, target);
    };
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const resized = new ResizeObserver(() => chart.setSize({ width: target.clientWidth, height: HEIGHT }));
    dark.addEventListener('change', redraw);
    resized.observe(target);
    return () => {
      dark.removeEventListener('change', redraw);
      resized.disconnect();
      chart.destroy();
    };
  }, [shape, times, series]);
  return html`<div class="drawing" aria-hidden="true" ref=${place}></div>`;
}

/**
 * @param {HTMLElement} target
 * @param {readonly Series[]} series
 * @param {number} top
 * @param {(value: number | null) => string} show
 */
function optionsOf(target, series, top, show) {
  const colour = (/** @type {string} */ tone) => {
    target.dataset['tone'] = tone;
    return getComputedStyle(target).color;
  };
  const text = colour('quiet');
  const grid = { stroke: `color-mix(in srgb, ${text} 25%, transparent)`, width: 1 };
  const axis = { stroke: text, grid, ticks: grid, font: '12px system-ui' };
  return {
    width: target.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      y: {
        range: (
          /** @type {unknown} */ _chart,
          /** @type {number} */ _low,
          /** @type {number | null} */ high,
        ) => [0, Math.max(top, high ?? 0)],
      },
    },
    axes: [
      {
        ...axis,
        values: (/** @type {unknown} */ _chart, /** @type {number[]} */ seconds) =>
          seconds.map((at) => clock(at * 1000).slice(0, 5)),
      },
      {
        ...axis,
        size: 56,
        values: (/** @type {unknown} */ _chart, /** @type {number[]} */ values) => values.map(show),
      },
    ],
    series: [
      {},
      ...series.map(({ tone }, index) => ({
        stroke: colour(tone),
        width: 2,
        dash: DASHES[index],
        points: { show: true, size: 4 },
        spanGaps: false,
      })),
    ],
  };
}
