/** What a private answer says, where Slack shows plain text alone: under a field. */

import { clip } from '../views/escape.ts';

/** Slack names no limit for it; nobody reads more. */
const longest = 1_500;

/** The users and user groups that a text mentions. */
export function mentioned(markup: string): string[] {
  return [...markup.matchAll(mention)].map(([, user, group]) => user ?? group ?? '');
}

/**
 * Reads mrkdwn as it is written here: inline code, links and mentions.
 * @param names how those are called that it mentions; an id where one is not known
 */
export function plainly(markup: string, names: ReadonlyMap<string, string>): string {
  const text = markup
    .replaceAll(mention, (_, user, group) => names.get(user ?? group) ?? `@${user ?? group}`)
    .replaceAll(/<(https?:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replaceAll('`', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return clip(text, longest);
}

const mention = /<(?:@([A-Z0-9]+)|!subteam\^([A-Z0-9]+))>/g;
