// Draws time and memory by table size as SVG: two panels with logarithmic axes, one line per contender. A hollow mark shows the
// projected time of a stopped contender. Follows the light or dark scheme of the reader.
import { describeMachine, type Machine } from './figures.ts';
import { OURS, UNCHANGED, type Grown } from './growth.ts';

interface Point {
  readonly profiles: number;
  readonly value: number;
  readonly stopped: boolean;
}

interface Panel {
  readonly title: string;
  readonly left: number;
  /** Null if there is no value. */
  readonly valueOf: (one: Grown) => number | null;
  readonly format: (value: number) => string;
}

const [WIDTH, HEIGHT] = [900, 460];
const [PLOT_WIDTH, PLOT_TOP, PLOT_BOTTOM] = [345, 60, 320];
const COLOURS: readonly string[] = ['ours', 'changed', 'floor', 'one', 'two', 'three', 'four'];
const NAMES: Readonly<Record<string, string>> = {
  [OURS]: 'Vitae, FULL',
  [UNCHANGED]: 'Vitae, CHANGED: nothing to write',
  floor: 'floor: one script, no queue',
  'offset-pages': 'OFFSET pages',
  'nine-queries': 'nine queries per profile',
};

const panels: readonly Panel[] = [
  {
    title: 'Time',
    left: 70,
    valueOf: ({ ms, written, profiles, because }) =>
      because === null ? ms / 1000 : written > 0 ? (ms / 1000) * (profiles / written) : null,
    format: (value) => `${value.toLocaleString('en')} s`,
  },
  {
    title: 'Most memory held by the process',
    left: 515,
    valueOf: ({ peakBytes }) => (peakBytes ? peakBytes / 1e6 : null),
    format: (value) => (value >= 1000 ? `${(value / 1000).toLocaleString('en')} GB` : `${value} MB`),
  },
];

export function drawCurves(growth: readonly Grown[], machine: Machine | undefined): string {
  const ways = [...Map.groupBy(growth, ({ way }) => way)];
  const legend = ways.map(([way], nth) => {
    const [x, y] = [70 + 275 * (nth % 3), 368 + 20 * Math.floor(nth / 3)];
    const label = NAMES[way] ?? way.replaceAll('-', ' ');
    return `<path class="${COLOURS[nth]}" d="M${x} ${y - 4}h24"/><text x="${x + 32}" y="${y}">${label}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>Time and memory of a reindex as the table grows</title>
<style>
  svg { --back: #ffffff; --ink: #24292f; --grid: #d0d7de; font: 13px system-ui, sans-serif; }
  .ours { stroke: #0969da; stroke-width: 3.5 } .changed { stroke: #54aeff } .floor { stroke: #57606a } .one { stroke: #cf222e }
  .two { stroke: #9a6700 } .three { stroke: #8250df } .four { stroke: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --ink: #e6edf3; --grid: #30363d }
    .ours { stroke: #58a6ff } .changed { stroke: #1f6feb } .floor { stroke: #9198a1 } .one { stroke: #ff7b72 }
    .two { stroke: #d29922 } .three { stroke: #bc8cff } .four { stroke: #3fb950 }
  }
  rect { fill: var(--back) } text { fill: var(--ink) } .grid { stroke: var(--grid); stroke-width: 1 }
  path { fill: none; stroke-width: 2 } circle { fill: var(--back); stroke-width: 2 } .small { font-size: 11px }
  .heading { font-size: 15px; font-weight: 600 } .projected { stroke-dasharray: 4 4 }
</style>
<rect width="${WIDTH}" height="${HEIGHT}"/>
${panels.map((panel) => drawPanel(panel, ways)).join('\n')}
${legend.join('\n')}
<text class="small" x="70" y="432">Hollow: stopped; its time is projected from how far it came, its memory is what it held by then.</text>
<text class="small" x="70" y="448">${machine ? escaped(describeMachine(machine)) : ''}</text>
</svg>
`;
}

function drawPanel(
  { title, left, valueOf, format }: Panel,
  ways: readonly (readonly [string, readonly Grown[]])[],
): string {
  const lines = ways.map(([, of]) =>
    of.flatMap((one): Point[] => {
      const value = valueOf(one);
      return value === null ? [] : [{ profiles: one.profiles, value, stopped: one.because !== null }];
    }),
  );
  const points = lines.flat();
  const across = scale(
    points.map(({ profiles }) => profiles),
    left + 15,
    left + PLOT_WIDTH - 15,
  );
  const values = points.map(({ value }) => value);
  const up = scale([...decades(values)], PLOT_BOTTOM, PLOT_TOP);
  const grid = decades(values).map((value) => {
    const y = round(up(value));
    return (
      `<path class="grid" d="M${left} ${y}h${PLOT_WIDTH}"/>` +
      `<text class="small" text-anchor="end" x="${left - 6}" y="${y + 4}">${format(value)}</text>`
    );
  });
  const sizes = [...new Set(points.map(({ profiles }) => profiles))].map(
    (size) =>
      `<text class="small" text-anchor="middle" x="${round(across(size))}" y="${PLOT_BOTTOM + 18}">${size.toLocaleString('en')}</text>`,
  );
  const drawn = lines.map((line, nth) => drawLine(line, COLOURS[nth] ?? '', across, up));
  return [`<text class="heading" x="${left}" y="36">${title}</text>`, ...grid, ...sizes, ...drawn].join('\n');
}

type Scale = (value: number) => number;

function drawLine(line: readonly Point[], colour: string, across: Scale, up: Scale): string {
  const at = ({ profiles, value }: Point) => `${round(across(profiles))} ${round(up(value))}`;
  const segments = line.slice(1).map((point, nth) => {
    const from = line[nth];
    const dash = point.stopped ? ' projected' : '';
    return from ? `<path class="${colour}${dash}" d="M${at(from)}L${at(point)}"/>` : '';
  });
  const marks = line.map(
    (point) =>
      `<circle class="${colour}" cx="${round(across(point.profiles))}" cy="${round(up(point.value))}" r="${point.stopped ? 5 : 2}"/>`,
  );
  return [...segments, ...marks].join('');
}

/** Powers of ten, from the one below the lowest to the one above the highest. */
function decades(values: readonly number[]): number[] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: to - from + 1 }, (_, nth) => 10 ** (from + nth));
}

/** Maps the range of these values to a range of pixels, by logarithm. */
function scale(values: readonly number[], start: number, end: number): Scale {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  return (value) => start + ((Math.log10(value) - low) / (high - low || 1)) * (end - start);
}

const round = (value: number) => Math.round(value * 10) / 10;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
