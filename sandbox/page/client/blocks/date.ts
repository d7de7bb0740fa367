import { formatDate } from '../../../slack/plain/dates.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * As Slack shows a `<!date^…>`: the `_pretty` tokens say "Today", "Yesterday" and "Tomorrow" where it is so.
 * `undefined` if the time makes no sense.
 *
 * @param seconds since 1970
 * @param now milliseconds since 1970
 */
export function slackDate(
  seconds: number,
  format: string,
  tz: string,
  now: number,
): string | undefined {
  const day = (ms: number) => formatDate(ms / 1000, '{date_num}', tz);
  const near = [
    ['Today', now],
    ['Yesterday', now - dayMs],
    ['Tomorrow', now + dayMs],
  ] as const;
  const found = near.find(([, ms]) => day(ms) === day(seconds * 1000));
  const asked = found
    ? format.replace(/\{date(?:_short|_long)?_pretty\}/g, (_, at: number) =>
        at === 0 ? found[0] : found[0].toLowerCase(),
      )
    : format;
  return formatDate(seconds, asked, tz);
}

/** The hour of a message's byline: `2:14 AM`. */
export function hour(seconds: number, tz: string): string {
  return formatDate(seconds, '{time}', tz) ?? '';
}
