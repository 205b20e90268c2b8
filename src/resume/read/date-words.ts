// The words that dates are written with: months and days of the week from the CLDR, and what it has no data for.
import { folded, LOCALES } from './languages.ts';

export interface DateWords {
  /** From 1. */
  readonly months: ReadonlyMap<string, number>;
  /** That say nothing more about a date: days of the week, seasons, articles. */
  readonly ignored: ReadonlySet<string>;
  /** That mean that something lasts. */
  readonly now: ReadonlySet<string>;
}

/** That stand before the start of a period. */
export const SINCE =
  words(`from|since|starting|desde|a partir de|seit|ab|von|depuis|des|du|de|dal|da|с|со|от|من|منذ|自从|自|从|從|между
  |between|sinds|vanaf|od`);
/** That stand before its end. */
export const UNTIL =
  words(`to|until|till|til|thru|through|and|bis|und|hasta|a|al|hasta la|jusqu a|jusqu en|au|ate|ao|fino a|e|по|до
  |الى|حتى|tot|do|sampai|den|ถึง|עד`);
/** The same in scripts that write no spaces. */
export const UNTIL_UNSPACED = words('至|到|から|より');
/** Those that stand after the end. */
export const UNTIL_AFTER = words('まで|为止|為止');

/** Parts of a year: the year is known, the month is not. */
const SEASONS = `spring|summer|autumn|fall|winter|early|mid|late|primavera|verano|otono|invierno|principios|mediados|finales
  |fruhling|fruhjahr|sommer|herbst|anfang|mitte|ende|wintersemester|sommersemester|ws|ss|wise|sose|printemps|ete|automne|hiver|debut|fin
  |verao|outono|inverno|inicio|meados|весна|лето|осень|зима|начало|середина|конец|ربيع|صيف|خريف|شتاء|estate|autunno|inizio
  |meta|fine|春|夏|秋|冬|春季|夏季|秋季|冬季`;

function words(text: string): string[] {
  return text.split('|').map(folded);
}

/** Of a date to come. */
const EXPECTED = `expected|anticipated|estimated|est|exp|graduation|voraussichtlich|prevu|prevue|previsto|prevista|estimado
  |ожидается|متوقع|预计|預計|見込み|予定`;

/** Which the CLDR has no more. */
const OTHER_MONTHS = [['mrz', 3]] as const;

const FILLERS = `of|the|in|de|del|el|den|der|im|am|le|l|d|do|da|di|il|в|год|года|году|г|عام|سنة|year|st|nd|rd|th|er|re|e|o|a|º|ª|nam|ngay|ปี|พ|ศ|ค`;

const NOW = `present|presently|present day|current|currently|ongoing|in progress|continuing|still|date|today|now|till date
  |presente|actual|actualmente|actualidad|fecha|hoy|ahora|en curso|gegenwart|gegenwartig|aktuell|derzeit|laufend|heute|jetzt
  |actuel|actuellement|aujourd hui|maintenant|ce jour|en cours|atual|atualmente|hoje|agora|momento|em andamento
  |настоящее время|настоящее|наст время|наст вр|н в|текущее время|сегодня|сеичас|الان|اليوم|الحاضر|الوقت الحاضر|الوقت الحالي
  |الحالي|حاليا|مستمر|attuale|attualmente|oggi|ora|adesso|in corso|至今|今|现在|現在|目前|迄今|今天|在职|在職|今日|在職中|継続中|現職|在籍中
  |heden|obecnie|teraz|halen|gunumuz|devam ediyor|현재|sekarang|teperishnii chas|дотепер|nuvarande|nu|pagaende
  |hien tai|hien nay|nay|ปัจจุบัน|היום|כיום|הווה|עכשיו`;

let made: DateWords | undefined;

/** Made when it is first needed, which takes 200 ms. */
export const dateWords = (): DateWords => (made ??= makeWords());

function makeWords(): DateWords {
  const months = new Map<string, number>(OTHER_MONTHS);
  const ignored = new Set([SEASONS, FILLERS, EXPECTED].flatMap(words));
  const now = new Set(words(NOW));
  for (const locale of LOCALES) {
    for (const width of ['long', 'short'] as const) {
      for (const [name, month] of monthNames(locale, width)) if (!months.has(name)) months.set(name, month);
      for (const name of weekdays(locale, width)) for (const part of name.split(/[\s-]+/)) ignored.add(part);
    }
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    for (const unit of ['day', 'second'] as const) now.add(folded(relative.format(0, unit)));
  }
  addShortened(months);
  return { months, ignored: withoutNames(ignored, months), now };
}

/** In a date some languages give the month another form than alone. */
function monthNames(locale: string, month: 'long' | 'short'): [string, number][] {
  const forms = [{ month }, { month, day: 'numeric' }, { month, year: 'numeric' }] as const;
  return forms.flatMap((form) => {
    const format = formatOf(locale, form);
    return Array.from({ length: 12 }, (_, index): [string, number] => {
      return [partOf(format, 'month', Date.UTC(2012, index, 5)), index + 1];
    }).filter(([name]) => /\p{L}/u.test(name));
  });
}

function weekdays(locale: string, weekday: 'long' | 'short'): string[] {
  const format = formatOf(locale, { weekday });
  return Array.from({ length: 7 }, (_, index) => partOf(format, 'weekday', Date.UTC(2012, 0, index + 1)));
}

const formatOf = (locale: string, form: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(`${locale}-u-ca-gregory-nu-latn`, { ...form, timeZone: 'UTC' });

const partOf = (format: Intl.DateTimeFormat, type: 'month' | 'weekday', time: number) =>
  folded(format.formatToParts(time).find((part) => part.type === type)?.value ?? '');

const SHORTEST = 3;

/** Adds each beginning of a name that is the beginning of one month only, such as `febr`. */
function addShortened(months: Map<string, number>): void {
  const found = new Map<string, number | null>();
  for (const [name, month] of months) {
    if (!/^[\p{sc=Latin}\p{sc=Cyrillic}]+$/u.test(name)) continue;
    for (let length = SHORTEST; length < name.length; length += 1) {
      const start = name.slice(0, length);
      found.set(start, (found.get(start) ?? month) === month ? month : null);
    }
  }
  for (const [start, month] of found) if (month !== null && !months.has(start)) months.set(start, month);
}

const withoutNames = (ignored: ReadonlySet<string>, months: ReadonlyMap<string, number>) =>
  new Set([...ignored].filter((word) => !months.has(word)));

let eraYears: ReadonlyMap<string, number> | undefined;

/** The first years of the eras in which years are counted in Japan and Taiwan, such as 令和. */
export const eras = (): ReadonlyMap<string, number> => (eraYears ??= makeEras());

function makeEras(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const locale of ['ja-u-ca-japanese', 'zh-Hant-u-ca-roc']) {
    const format = new Intl.DateTimeFormat(locale, { era: 'long', year: 'numeric', timeZone: 'UTC' });
    for (let year = 1912; year <= 2030; year += 1) {
      const name = format.formatToParts(Date.UTC(year, 11, 31)).find(({ type }) => type === 'era')?.value;
      if (name !== undefined && !found.has(name)) found.set(name, year);
    }
  }
  return found;
}
