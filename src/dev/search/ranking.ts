// Sorts hits by the criteria of Algolia's ranking that this server has: typo, attribute, exact, custom, and `asc(...)` or
// `desc(...)` of an attribute. Other criteria have no effect.
// Source: https://www.algolia.com/doc/guides/managing-results/relevance-overview/in-depth/ranking-criteria
import type { JsonObject } from '../../search/json.ts';
import { valuesAt } from './attributes.ts';
import type { Settings } from './settings.ts';
import type { TextRank } from './text-index.ts';

export interface Candidate {
  record: JsonObject;
  rank: TextRank | undefined;
}

type Compare = (left: Candidate, right: Candidate) => number;

/** @returns null where no criterion applies, so the order stays */
export function compareBy(settings: Settings, hasText: boolean): Compare | null {
  const criteria = settings.ranking.flatMap((criterion): Compare[] => {
    if (criterion === 'custom') return settings.customRanking.flatMap(byAttribute);
    if (criterion === 'typo') return hasText ? [byRank((rank) => rank.typos)] : [];
    if (criterion === 'attribute') return hasText ? [byRank((rank) => rank.attribute)] : [];
    if (criterion === 'exact') return hasText ? [byRank((rank) => -rank.exact)] : [];
    return byAttribute(criterion);
  });
  if (criteria.length === 0) return null;
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
