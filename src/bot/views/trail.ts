/** What is said of a request's trail, to the one who asked for it and beside the file in the thread. */

import type { Audit } from '../../jobs/audit.ts';
import type { Why } from '../decide.ts';
import { refusedWords, standingWords } from './answers.ts';
import { type Message, textMessage } from './blocks.ts';
import { code, escapeText } from './escape.ts';
import { mention } from './words.ts';

/** Why somebody does not get a trail. */
export function noTrail(why: Why, request: string): Message {
  if (why === 'unknown-request') return textMessage(`There is no request ${code(request)}.`);
  if (why === 'guest' || why === 'deactivated' || why === 'bot') {
    return textMessage(`${standingWords(why)} cannot ask for this.`);
  }
  return textMessage(refusedWords(why, null));
}

export function trailWithoutThread(request: string): Message {
  return textMessage(
    `Request ${code(request)} has no thread to post its trail into. Whoever runs me can print it: ${code(`replicate-bot audit ${request}`)}.`,
  );
}

/** Beside the file in the thread. */
export function trailHere(user: string, audit: Audit): string {
  return `The trail of request ${code(audit.request)}, for ${mention(user)}: ${auditWords(audit)}`;
}

export function trailPosted(request: string, link: string, audit: Audit): Message {
  return textMessage(
    `The trail of request ${code(request)} is in <${link}|its thread>. ${sentence(auditWords(audit))}`,
  );
}

/** @param why Slack's word; null where it did not answer */
export function trailRefused(request: string, why: string | null): Message {
  const text = why
    ? `Slack does not take the trail of request ${code(request)}: ${escapeText(why)}.`
    : `Slack did not answer whether it has taken the trail of request ${code(request)}. Look into its thread before you ask again.`;
  return textMessage(text);
}

function auditWords({ entries, sealed, ended, newer, faults }: Audit): string {
  const [first, ...more] = faults;
  if (first) {
    const rest = more.length > 0 ? `, and ${more.length} more` : '';
    return `it is not as it was written: ${escapeText(first)}${rest}.`;
  }
  const [unread] = newer;
  const of = unread
    ? `. From entry ${unread} on it has some of a newer version of me, which only that one can prove`
    : '';
  const to = ended ? 'nothing in it was changed or left out' : `whole up to entry ${sealed}`;
  return `${entries} ${entries === 1 ? 'entry' : 'entries'}, ${to}${of}.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
