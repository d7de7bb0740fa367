/** A list of streams that is handed in: begun together, or refused with nothing begun. */

import { createHash } from 'node:crypto';
import type { Pair } from '../../jobs/conflict.ts';
import type { Who } from '../admission.ts';
import { type Answer, wordsFor } from '../ask.ts';
import type { Wish } from '../begin.ts';
import { FileRefused, type ReadFile } from '../files.ts';
import { fileWords } from '../views/answers.ts';
import { fields, filledIn, readOrigin } from './fields.ts';
import type { FormSettings, OpenForm } from './form.ts';
import type { HandedIn } from './hand-in.ts';
import { listIn, manyFields } from './many.ts';
import { namesIn } from './names.ts';
import { ListFault, type ListPart, readPairs } from './pairs.ts';
import { plainly } from './plainly.ts';

export function createHandInMany(
  { clusters, ask, directory, onError }: FormSettings,
  readFile: ReadFile,
): (who: Who, form: OpenForm) => Promise<HandedIn> {
  return async (who, form) => {
    const origin = readOrigin(form.private_metadata);
    const { channel: chosen, options, how: procedure } = filledIn(form.state);
    const channel = chosen ?? origin.channel;
    if (channel === null) return at(fields.channel, 'Nothing is chosen here yet.');
    try {
      const pairs = readPairs(await partsOf(form), clusters);
      if (pairs.length === 0) return at(manyFields.pairs, 'No stream is named here yet.');
      const wishes = pairs.map((pair): Wish => {
        return { procedure, plan: { ...pair, options }, change: null };
      });
      const delivery = `${form.id}-${digestOf(pairs, channel)}`;
      const answer = await ask.begin({ ...who, channel, delivery }, wishes);
      return await tell(answer, channel, channel === origin.channel ? origin.thread : null);
    } catch (error) {
      if (error instanceof ListFault) return at(fieldOf(form), error.message);
      if (error instanceof FileRefused) {
        onError('form', error);
        return at(manyFields.file, fileWords(error.why));
      }
      onError('form', error);
      return at(manyFields.pairs, plainly(wordsFor(error).text, new Map()));
    }
  };

  async function partsOf({ state }: OpenForm): Promise<readonly ListPart[]> {
    const { typed, file } = listIn(state);
    const parts = [{ name: 'What is typed', text: typed }];
    return file ? [...parts, { name: file.name, text: await readFile(file) }] : parts;
  }

  async function tell(
    { message, part, requests, repeated }: Answer,
    channel: string,
    thread: string | null,
  ): Promise<HandedIn> {
    if (part && message) {
      const names = await namesIn(message.text, directory);
      return at(manyFields.pairs, plainly(message.text, names));
    }
    const told = message && !repeated ? { channel, thread, message } : null;
    return { reply: undefined, requests, told };
  }
}

/** Where the list is, for what is wrong with it. */
function fieldOf({ state }: OpenForm): string {
  const { typed, file } = listIn(state);
  return file && typed.trim() === '' ? manyFields.file : manyFields.pairs;
}

function at(field: string, what: string): HandedIn {
  const reply = { response_action: 'errors', errors: { [field]: what } } as const;
  return { reply, requests: [], told: null };
}

/** What Slack sends again is the same form with the same in it. */
function digestOf(pairs: readonly Pair[], channel: string): string {
  const text = JSON.stringify([pairs, channel]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
