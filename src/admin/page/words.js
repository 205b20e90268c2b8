// Formats numbers, times and names.

/** @param {number | null | undefined} value */
export const number = (value) => (value === null || value === undefined ? '–' : value.toLocaleString('en'));

/**
 * @param {number} count
 * @param {string} one as in "job"
 */
export const counted = (count, one) => `${number(count)} ${count === 1 ? one : `${one}s`}`;

/** @param {string | null | undefined} iso */
export function ago(iso) {
  if (!iso) return '–';
  return `${span(secondsSince(iso))} ago`;
}

/** @param {string | number} time */
export const clock = (time) =>
  new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/**
 * With the day, where it is not today.
 * @param {string | null | undefined} iso
 */
export function moment(iso) {
  if (!iso) return '–';
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? clock(iso)
    : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, ${clock(iso)}`;
}

/** Of all times, as in "Asia/Tokyo, now GMT+09:00". The offset may be another one in summer. */
export function timeZone() {
  const format = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' });
  const offset = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value;
  return `${format.resolvedOptions().timeZone}, now ${offset}`;
}

/** @param {number | null | undefined} seconds */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const rounded = Math.max(0, Math.round(seconds));
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  if (rounded < 86_400) return `${Math.floor(rounded / 3600)} h ${Math.floor((rounded % 3600) / 60)} min`;
  return `${Math.floor(rounded / 86_400)} d`;
}

/** @param {string} name as in COMPLETED_WITH_FAILURES */
export const words = (name) => {
  const text = name.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** @param {string} iso */
export const secondsSince = (iso) => (Date.now() - Date.parse(iso)) / 1000;
