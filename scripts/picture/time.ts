import { formatDate } from '../../sandbox/slack/plain/dates.ts';

/** The hour of a message's byline: `2:14 AM`. */
export function clock(seconds: number, tz: string): string {
  return formatDate(seconds, '{time}', tz) ?? '';
}

/** As Slack shows a `<!date^…>`: the `_pretty` tokens say "Today" on the day of the reader. */
export function date(seconds: number, format: string, tz: string, now: number): string {
  const day = (at: number) => formatDate(at, '{date_num}', tz);
  const isToday = day(seconds) === day(now);
  const asked = isToday ? format.replace(/\{date_(?:short_|long_)?pretty\}/g, 'Today') : format;
  return formatDate(seconds, asked, tz) ?? '';
}
