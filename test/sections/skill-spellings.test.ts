// One skill has many spellings. Short names are words in other texts.
import { expect, it } from 'vitest';
import { otherSpellings, shownSpelling } from '../../src/sections/skill-spellings.ts';

it.each([
  ['nodejs', 'Node.js'],
  ['NODE JS', 'Node.js'],
  ['node', 'Node.js'],
  ['k8s', 'Kubernetes'],
  ['Golang', 'Go'],
  ['go', 'Go'],
  ['c++', 'C++'],
  ['C', 'C'],
  ['c#', 'C#'],
  ['.net', '.NET'],
  ['q&a', 'q&a'],
  ['QA', 'Quality Assurance'],
  ['Woodturning', 'Woodturning'],
  ['Pa\u0302tisserie', 'P\u00e2tisserie'],
  ['数据分析', '数据分析'],
])('%s is shown as %s', (name, shown) => {
  expect(shownSpelling(name)).toBe(shown);
});

it('a spelling leads to the others, and no skill to another', () => {
  expect(otherSpellings('JS')).toContain('JavaScript');
  expect(otherSpellings('Java')).toEqual([]);
  expect(otherSpellings('C')).toEqual([]);
  expect(otherSpellings('R')).toEqual([]);
});

it.each([
  ['K8s administrator', 'Kubernetes'],
  ['JS developer', 'JavaScript'],
  ['machine learning engineer', 'ML'],
  ['Ruby on Rails consultant', 'RoR'],
])('%s names %s', (title, spelling) => {
  expect(otherSpellings(title)).toContain(spelling);
});

it.each(['Go to market manager', 'Team C lead', 'R. Holloway'])('%s names no skill', (title) => {
  expect(otherSpellings(title)).toEqual([]);
});
