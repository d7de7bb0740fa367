/** Text from clusters and people, made fit for Slack's mrkdwn. */

/** Slack's three characters, encoded: mentions and links in somebody's text stay text. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** As inline code, which has no escape for the backtick itself. */
export function code(text: string): string {
  return `\`${escapeText(text.replaceAll('`', "'"))}\``;
}

/** At most so many code points, the end cut off with a mark. Cut before it is escaped. */
export function clip(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** One bold, italic or code mark cannot run on into our own words when the text has no marks left. */
export function plainWords(text: string, most = 600): string {
  return escapeText(clip(text, most).replaceAll(/[*_~`]/g, (mark) => `${mark}\u200b`));
}
