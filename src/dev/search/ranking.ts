// Sorts hits by the criteria of Algolia's ranking that this server has: all but geo. `asc(...)` and `desc(...)` of an attribute may
// stand among them.
// Source: https://www.algolia.com/doc/guides/managing-results/relevance-overview/in-depth/ranking-criteria
import type { JsonObject } from '../../search/json.ts';
import { valuesAt } from './attributes.ts';
import type { Settings } from './settings.ts';
import type { TextRank } from './text/match.ts';

export interface Candidate {
  record: JsonObject;
  /** Null without words in the query. */
  rank: TextRank | null;
  /** The score of the optional filters. */
  filters: number;
}

type Compare = (left: Candidate, right: Candidate) => number;

const byText: Readonly<Record<string, Compare>> = {
  typo: byRank(({ typos }) => typos),
  words: byRank(({ words }) => -words),
  filters: (left, right) => right.filters - left.filters,
  proximity: byRank(({ proximity }) => proximity),
  attribute: byRank(({ attribute }) => attribute),
  exact: byRank(({ exact }) => -exact),
};

/** @param typosFirst as with the typo tolerance `min` and `strict` */
export function compareBy(settings: Settings, typosFirst: boolean): Compare {
  const ranking = typosFirst ? ['typo', ...settings.ranking] : settings.ranking;
  const criteria = ranking.flatMap((criterion): Compare[] => {
    if (criterion === 'custom') return settings.customRanking.flatMap(byAttribute);
    const compare = Object.hasOwn(byText, criterion) ? byText[criterion] : undefined;
    return compare === undefined ? byAttribute(criterion) : [compare];
  });
  return (left, right) => {
    for (const compare of criteria) {
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function byRank(read: (rank: TextRank) => number): Compare {
  return (left, right) => (left.rank && right.rank ? read(left.rank) - read(right.rank) : 0);
}

function byAttribute(criterion: string): Compare[] {
  const [, direction, attribute] = /^(asc|desc)\((.+)\)$/.exec(criterion) ?? [];
  if (direction === undefined || attribute === undefined) return [];
  const sign = direction === 'asc' ? 1 : -1;
  return [
    (left, right) => {
      const [a] = valuesAt(left.record, attribute);
      const [b] = valuesAt(right.record, attribute);
      // Records without the attribute come last, whatever the direction.
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
      return a === b ? 0 : a < b ? -sign : sign;
    },
  ];
}
