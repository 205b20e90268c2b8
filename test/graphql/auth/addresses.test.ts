// One network has one name, however its address is spelled; what is no address has none.
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../src/graphql/auth/addresses.ts';

const SPELLINGS: readonly (readonly [network: string, spellings: readonly string[]])[] = [
  [
    '203.0.113.7',
    [
      '203.0.113.7',
      ' 203.0.113.7 ',
      '203.0.113.7:4711',
      '"203.0.113.7:4711"',
      '::ffff:203.0.113.7',
      '::FFFF:cb00:7107',
      '0:0:0:0:0:ffff:203.0.113.7',
      '[::ffff:203.0.113.7]:4711',
      '64:ff9b::203.0.113.7',
    ],
  ],
  [
    '2001:db8:0:7::/64',
    [
      '2001:db8:0:7::',
      '2001:db8:0:7::1',
      '2001:DB8:0000:0007:ffff:ffff:ffff:ffff',
      '2001:db8::7:0:0:0:9',
      '2001:db8:0:7::203.0.113.7',
      '[2001:db8:0:7::1]',
      '[2001:db8:0:7::1]:4711',
      '"[2001:db8:0:7:a:b:c:d]:4711"',
      '2001:db8:0:7::1%eth0',
    ],
  ],
  ['2001:db8:0:8::/64', ['2001:db8:0:8::1']],
  ['fe80:0:0:0::/64', ['fe80::1', 'fe80::2%eth0', 'fe80::2%25eth1']],
  ['0:0:0:0::/64', ['::1', '::']],
  ['1:2:3:4::/64', ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::']],
];

describe.each(SPELLINGS)('%s', (network, spellings) => {
  it.each(spellings)('as %s', (spelling) => {
    expect(networkOf(spelling)).toBe(network);
  });
});

it.each([
  '',
  'unknown',
  '_hidden',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.02.03.04',
  '0x7f.0.0.1',
  '2130706433',
  '1.2.3.4:port',
  '1.2.3.4 5.6.7.8',
  '1.2.3.4%eth0',
  '[1:2:3:4]',
  '1:2:3:4:5:6:7:8:9',
  ':::1',
  '12345::1',
  '[::1',
  '::1]',
  '[]',
  '"',
  'localhost',
  'a'.repeat(10_000),
])('%j is no address', (text) => {
  expect(networkOf(text)).toBeNull();
});
