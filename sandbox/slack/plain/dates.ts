const day = { month: 'long', day: 'numeric', year: 'numeric' } as const;
const clock = { hour: 'numeric', minute: '2-digit' } as const;

/** Slack's tokens. Those with `_pretty` and `ago` depend on today and are shown in full here. */
const tokens: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: day,
  date_long: { weekday: 'long', ...day },
  date_long_full: { weekday: 'long', ...day },
  date_short: { ...day, month: 'short' },
  ago: { ...day, ...clock },
  day_divider_pretty: day,
  time: clock,
  time_secs: { ...clock, second: '2-digit' },
};

/** A `<!date^...>` in this time zone; `undefined` if the time makes no sense. */
export function formatDate(seconds: number, format: string, tz: string): string | undefined {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { timeZone: tz, ...options })
      .format(date)
      // ICU puts a narrow no-break space before AM and PM.
      .replaceAll('\u202f', ' ');
  return format.replace(/\{(\w+)\}/g, (token, name: string) => {
    if (name === 'date_num') {
      return new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(date);
    }
    const options = tokens[name] ?? tokens[name.replace(/_pretty$/, '')];
    return options === undefined ? token : show(options);
  });
}
