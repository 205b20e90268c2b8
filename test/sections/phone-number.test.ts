// Phone numbers as people write them: what the API and an import understand, and what stays without E.164.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { e164Of } from '../../src/sections/phone-number/parse.ts';
import { mutate, mutated } from '../support/mutations.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

type Written = readonly [written: string, country: string | null, e164: string | null];

const BERLIN = '+4930123456';
const FRISCO = '+14155552671';

const UNDERSTOOD: Readonly<Record<string, readonly Written[]>> = {
  'marks that do not show': [
    ['\u200e+49 30 123456', null, BERLIN],
    ['\u202a+49 30 123456\u202c', null, BERLIN],
    ['\u00ad+49 30 123456', null, BERLIN],
    ['\ufeff+49\u00a030\u2011123456', null, BERLIN],
    ['\u2067050-1234567\u2069', 'IL', '+972501234567'],
  ],
  'a URI': [
    ['tel:+49-30-123456', null, BERLIN],
    ['TEL:030-123456', 'DE', BERLIN],
    ['tel:+49%2030%20123456', null, BERLIN],
    ['tel:+1-415-555-2671;ext=89', null, FRISCO],
    ['tel:030123456;phone-context=+49', null, BERLIN],
    ['callto:+4930123456', null, BERLIN],
    ['https://wa.me/+14155552671', 'DE', FRISCO],
  ],
  'a label in front': [
    ['Tel: +49 30 123456', null, BERLIN],
    ['Tel. 030 123456', 'DE', BERLIN],
    ['M +49 170 1234567', null, '+491701234567'],
    ['Mobile +49 170 1234567', null, '+491701234567'],
    ['电话：+86 138 0013 8000', null, '+8613800138000'],
    ['手机13800138000', 'CN', '+8613800138000'],
    ['WhatsApp +55 (11) 91234-5678', null, '+5511912345678'],
  ],
  'a note beside it': [
    ['+49 30 123456 (mobile)', null, BERLIN],
    ['(24h) +49 30 123456', null, BERLIN],
    ['415 555 2671 (mobile, after 6pm)', 'US', FRISCO],
    ['+49 (0)30-123456 Mo-Fr 9-17', null, BERLIN],
    ['030 123456 (someone99@example.org)', 'DE', BERLIN],
    ['On weekdays and only in business hours, please: +49 (30) 123456', null, BERLIN],
  ],
  'a code in brackets': [
    ['(+86) 138 0013 8000', null, '+8613800138000'],
    ['+(49) 30 123456', null, BERLIN],
    ['+49 (0) 30 123456', null, BERLIN],
    ['(0049) 30 123456', null, BERLIN],
    ['[+49] 30 123456', null, BERLIN],
  ],
  'an extension': [
    ['+1 415 555 2671 ext. 89', null, FRISCO],
    ['+1 415 555 2671 x89', null, FRISCO],
    ['(415) 555-2671 (ext 89)', 'US', FRISCO],
    ['+86-10-6552 9988#123', null, '+861065529988'],
    ['+7 495 123-45-67 доб. 123', null, '+74951234567'],
    ['+33 1 23 45 67 89 poste 12', null, '+33123456789'],
    ['03-1234-5678（内線123）', 'JP', '+81312345678'],
  ],
  'two numbers': [
    ['030/123456; 0170 1234567', 'DE', BERLIN],
    ['030 123456 / 0170 1234567', 'DE', BERLIN],
    ['030 123456\n0170 1234567', 'DE', BERLIN],
    ['+49 30 123456 or 0170 1234567', null, BERLIN],
    ['+1 415 555 2671 | +49 30 123456', null, FRISCO],
    ['P: 415.555.2671, F: 415.555.2672', 'US', FRISCO],
    ['1) +49 30 123456 2) +49 170 1234567', null, BERLIN],
    ['415-555-2671/72', 'US', FRISCO],
  ],
  'two numbers, the first of which nobody can understand': [
    ['555-1234 (home), 415-555-2671 (cell)', 'US', FRISCO],
    ['030 123456, +1 415 555 2671', null, FRISCO],
  ],
  'the prefix of international calls': [
    ['0049 30 123456', null, BERLIN],
    ['00 49 30 123456', 'JP', BERLIN],
    ['00-49-30-123456', 'US', BERLIN],
    ['Tel. 0049 (0)30 123456', null, BERLIN],
    ['011 49 30 123456', 'US', BERLIN],
  ],
  'the digits of other scripts': [
    ['+٤٩ ٣٠ ١٢٣٤٥٦', null, BERLIN],
    ['۰۹۱۲۳۴۵۶۷۸۹', 'IR', '+989123456789'],
    ['＋４９　３０　１２３４５６', null, BERLIN],
    ['०९८७६५४३२१०', 'IN', '+919876543210'],
    ['๐๘๑ ๒๓๔ ๕๖๗๘', 'TH', '+66812345678'],
  ],
  'other separators': [
    ['+49.30.123456', null, BERLIN],
    ['030/123456', 'DE', BERLIN],
    ['415·555·2671', 'US', FRISCO],
    ['+1_415_555_2671', null, FRISCO],
    ['06/12/34/56/78', 'FR', '+33612345678'],
  ],
  'letters of the keys': [
    ['1-800-FLOWERS', 'US', '+18003569377'],
    ['Call 1-800-Flowers', 'US', '+18003569377'],
    ['+1 800 FLOWERS (toll free)', null, '+18003569377'],
    ['1300-PIZZAS', 'AU', '+611300749927'],
  ],
  'a number that is only of a possible length': [
    ['+1 (555) 123-4567', null, '+15551234567'],
    ['07700 900555', 'GB', '+447700900555'],
  ],
};

const NOT_SURE: Readonly<Record<string, readonly (readonly [written: string, country: string | null])[]>> = {
  'no country': [
    ['(912) 555-4321', null],
    ['4930123456', null],
    ['1-800-FLOWERS', null],
  ],
  'no number': [
    ['ask me', 'US'],
    ['n/a', 'US'],
    ['-', 'US'],
    ['+', null],
    ['+49', null],
    ['skype: live:foo', 'US'],
  ],
  'digits that are left out': [
    ['+1 415 555 XXXX', null],
    ['1-800-XXX-YYYY', 'US'],
    ['0170-XXXXXXX', 'DE'],
    ['+49 170 ***', null],
  ],
  'too few or too many digits': [
    ['1234', 'DE'],
    ['5554321', 'US'],
    ['+1 415 555 2671 99', null],
  ],
  'digits of an address': [
    ['https://example.com/4930123456', 'DE'],
    ['https://wa.me/14155552671', 'DE'],
    ['someone123456789@example.org', 'DE'],
  ],
  'zeros that may be a prefix': [
    ['0001 415 555 2671', 'DE'],
    ['000 000 0000', 'US'],
  ],
};

describe.each(Object.entries(UNDERSTOOD))('a phone number with %s', (_kind, forms) => {
  it.each(forms)('%j of %s is %s', (written, country, e164) => {
    expect(e164Of(written, country)).toBe(e164);
  });
});

describe.each(Object.entries(NOT_SURE))('a phone number with %s has no E.164', (_kind, forms) => {
  it.each(forms)('%j of %s', (written, country) => {
    expect(e164Of(written, country)).toBeNull();
  });
});

describe('savePhoneNumber', () => {
  let vitae: Vitae;
  let profileId: string;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, sweeps: false });
    const created = await mutated(vitae, 'createProfile', { input: { fullName: 'Greta Klein' } }, 'admin');
    profileId = created.profile?.id ?? '';
    await mutated(vitae, 'saveLocation', { input: { countryCode: 'DE' } }, profileId);
  });
  afterAll(() => vitae.close());

  it.each([
    ['Tel.: 030/123456 (Büro); 0170 1234567', null, BERLIN],
    ['\u202a(415) 555-2671 ext. 89\u202c', 'US', FRISCO],
  ])('keeps %j as it was written, and understands it', async (number, countryCode, e164) => {
    await mutated(vitae, 'savePhoneNumber', { input: { number, countryCode } }, profileId);
    const row = await vitae.db.phoneNumber.findUniqueOrThrow({ where: { profileId } });
    expect(row).toMatchObject({ number, countryCode: countryCode ?? 'DE', e164 });
  });

  it('refuses what nobody can understand', async () => {
    const refused = await mutate(vitae, 'savePhoneNumber', { input: { number: 'Tel: ask me' } }, profileId);
    expect(refused).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'input.number', message: expect.stringContaining('possible in DE') as string }],
    });
  });
});
