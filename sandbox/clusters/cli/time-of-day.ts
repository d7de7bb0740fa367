/** Point 7: `2024-12-04 03:17:04.656 GMT+0900 PM`, a 12-hour clock; the old form leaves the marker out. */
export function timeOfDay(at: number, old: boolean): string {
  const { date, clock, zone, half } = partsOf(at);
  return `${date} ${clock} GMT${zone}${old ? '' : ` ${half}`}`;
}

/** The form in `stream topic info`: `1969-12-31T04:00:00.000-0800 PM`. */
export function isoTwelveHours(at: number, old: boolean): string {
  const { date, clock, zone, half } = partsOf(at);
  return `${date}T${clock}${zone}${old ? '' : ` ${half}`}`;
}

function partsOf(at: number) {
  const offset = -new Date(at).getTimezoneOffset();
  const local = new Date(at + offset * 60_000);
  const hours = local.getUTCHours();
  const iso = local.toISOString();
  const distance = Math.abs(offset);
  return {
    date: iso.slice(0, 10),
    clock: `${two(hours % 12 || 12)}${iso.slice(13, 23)}`,
    zone: `${offset < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}${two(distance % 60)}`,
    half: hours < 12 ? 'AM' : 'PM',
  };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
