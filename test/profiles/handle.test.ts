// Handles that are made from names: readable for every script, and one for each profile.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeHandles, handleFrom, handleRule } from '../../src/profiles/handle.ts';
import { importResume } from '../../src/resume/import.ts';
import { mutate, mutated } from '../support/mutations.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const KINDS: Readonly<Record<string, readonly (readonly [fullName: string, handle: string])[]>> = {
  'letters with marks': [
    ['Łukasz Żółć', 'lukasz-zolc'],
    ['Nguyễn Văn Đức', 'nguyen-van-duc'],
    ['İsmail Işık', 'ismail-isik'],
    ['Þorgerður Ásdís', 'thorgerdur-asdis'],
    ['Jürgen Groß', 'jurgen-gross'],
    ['e\u0301ric', 'eric'],
  ],
  'Cyrillic, Greek, Armenian and Georgian letters': [
    ['Юлия Щербакова', 'yuliya-shcherbakova'],
    ['Νίκος Μαρής', 'nikos-maris'],
    ['Անի Պետրոսյան', 'ani-petrosyan'],
    ['ნინო', 'nino'],
  ],
  'the scripts of East Asia': [
    ['佐藤花子', 'zuotenghuazi'],
    ['佐々木 葵', 'zuozuomu-kui'],
    ['王小明', 'wangxiaoming'],
    ['김 철수', 'gim-cheolsu'],
    ['ひらがな', 'hiragana'],
  ],
  'scripts from right to left, of India and of Africa': [
    ['נועה לוי', 'nvh-lvy'],
    ['محمد علي', 'mhmd-ly'],
    ['अमित शर्मा', 'amit-srma'],
    ['ዳዊት ኃይሉ', 'dawit-haylu'],
  ],
  'forms of ASCII letters': [
    ['ＡＤＡ Lovelace', 'ada-lovelace'],
    ['𝓐𝓭𝓪', 'ada'],
  ],
  'signs between and around the letters': [
    ['Conan O’Brien', 'conan-obrien'],
    ['Jean‑Luc (Pepe) D’Arcy, PhD', 'jean-luc-pepe-darcy-phd'],
    ['\u202aSo\u00adft\u202c', 'soft'],
    ['🚀 Rocket Man 🚀', 'rocket-man'],
    ['J. R. R. Tolkien', 'j-r-r-tolkien'],
  ],
  'no letters': [
    ['🚀', 'profile'],
    ['---', 'profile'],
  ],
  'more letters than a handle holds': [['Ab '.repeat(40), `${'ab-'.repeat(19)}a`]],
};

describe.each(Object.entries(KINDS))('a name with %s', (_kind, names) => {
  it.each(names)('%s is %s', (fullName, words) => {
    const handle = handleFrom(fullName, '1');
    expect(handle).toBe(`${words}-1`);
    expect(handleRule.parse(handle)).toBe(handle);
  });
});

describe('a profile without a chosen handle', () => {
  let vitae: Vitae;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false, sweeps: false });
  });
  afterAll(() => vitae.close());

  async function created(fullName: string): Promise<string> {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
    return handleOf(profile?.id ?? '');
  }
  const handleOf = async (id: string) =>
    (await vitae.db.profile.findUniqueOrThrow({ where: { id }, select: { handle: true } })).handle;

  it('has its name where that is free, then a short suffix', async () => {
    expect(await created('Ada Lovelace')).toBe('ada-lovelace');
    expect(await created('ADA LOVELACE')).toMatch(/^ada-lovelace-[\da-f]{4}$/);
  });

  it('has a suffix where the name is no handle by itself: too short, reserved, like an id, without letters', async () => {
    expect(await created('李')).toMatch(/^li-[\da-f]{4}$/);
    expect(await created('Admin')).toMatch(/^admin-[\da-f]{4}$/);
    expect(await created('01a00000-0000-7000-8000-000000000000')).toMatch(/-[\da-f]{4}$/);
    expect(await created('🚀')).toMatch(/^profile-[\da-f]{4}$/);
  });

  it('has one of its own when many of one name are created at once, by the API and by imports', async () => {
    const imported = async (n: number) => {
      const basics = { name: 'Zoë Groß', email: `zoe-${n}@people.example` };
      return handleOf((await importResume(vitae.writes, { basics })).profileId);
    };
    const handles = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 ? created('Zoë Groß') : imported(n))),
    );
    expect(new Set(handles).size).toBe(12);
    expect(handles.filter((handle) => handle === 'zoe-gross')).toHaveLength(1);
  });

  it('gets one in bulk with one query', async () => {
    await created('Taken Already');
    const names = ['Taken Already', 'Twice Here', 'twice here', 'Só Uma', '🚀'];
    let handles: string[] = [];
    const sent = await vitae.countSql(async () => {
      handles = await freeHandles(vitae.services.db, names);
    });
    expect(sent).toHaveLength(1);
    expect(handles).toEqual([
      expect.stringMatching(/^taken-already-[\da-f]{4}$/),
      'twice-here',
      expect.stringMatching(/^twice-here-[\da-f]{4}$/),
      'so-uma',
      expect.stringMatching(/^profile-[\da-f]{4}$/),
    ]);
  });

  it.each([
    ['Admin', 'is reserved'],
    ['01a00000-0000-7000-8000-000000000000', 'must not look like an id'],
  ])('is what %s stays: it cannot be chosen', async (handle, message) => {
    const refused = await mutate(vitae, 'createProfile', { input: { fullName: 'Ada', handle } }, 'admin');
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'input.handle', message }] });
  });
});
