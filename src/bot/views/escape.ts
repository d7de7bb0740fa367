/** Text from clusters and people, made fit for Slack's mrkdwn. */

/** Slack's three characters, encoded: mentions and links in somebody's text stay text. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** As inline code, which has no escape for the backtick itself, and ends with the line. */
export function code(text: string, most = 1_200): string {
  return `\`${escapeText(clip(oneLine(text), most).replaceAll('`', "'")) || ' '}\``;
}

/**
 * As running text. A mark is shown as a character that looks like it, as in code(): Slack has no
 * escape for marks, and takes one next to an invisible space for a mark all the same.
 */
export function plainWords(text: string, most = 600): string {
  const words = clip(oneLine(text), most)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', "'")
    .replaceAll(italics, 'ˍ')
    .replaceAll(emoji, ':\u200b');
  return escapeText(words);
}

// Slack leaves "_" within a word alone, and so do we: a path can be copied out of a message as it is.
const italics = /(?<![\p{L}\p{N}])_(?=.*_(?![\p{L}\p{N}]))/gu;
const emoji = /:(?=[\w+-]*[a-z][\w+-]*:)/gi;

/** At most so many code points, the end cut off with a mark. Cut before it is escaped. */
export function clip(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** A name whose ends both tell something: the middle goes. */
export function clipMiddle(text: string, most: number): string {
  const points = [...text];
  if (points.length <= most) return text;
  const head = Math.floor((most - 1) / 2);
  return `${points.slice(0, head).join('')}…${points.slice(points.length - (most - 1 - head)).join('')}`;
}

/** Cuts mrkdwn that is already escaped: never within an entity, a mention or a date, and closes inline code. */
export function clipMarkup(text: string, most: number): string {
  const cut = clip(text, most - 1);
  if ([...text].length <= most) return text;
  const whole = cut.slice(0, -1).replace(/(&[a-z]*|<[^<>]*)$/, '');
  return `${whole}…${whole.split('`').length % 2 === 0 ? '`' : ''}`;
}

/** Without what a terminal or a reader of right-to-left text would obey; lines are kept. */
export function printable(text: string): string {
  return text
    .replace(/(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}
