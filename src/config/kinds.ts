/** The kinds of settings that there are, and what is said of one that is wrong. */

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseDuration } from './durations.ts';
import { nearest } from './nearest.ts';

/** A group of settings; each unknown one is told in a line of its own, with the one that was meant. */
export function group<T extends z.core.$ZodShape>(example: string, shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys')
        return `is not a group of settings; for example ${example}`;
      return issue.keys
        .map((key) => {
          const meant = nearest(key, known);
          const name = JSON.stringify(key.slice(0, 60));
          if (meant)
            return `has no setting ${name}, perhaps ${meant} was meant; for example ${example}`;
          return `has no setting ${name}, only ${known.join(', ')}; for example ${example}`;
        })
        .join('\n');
    },
  });
}

/**
 * What is said of a setting is what docs/settings.md and the JSON Schema say (`npm run settings`).
 *
 * @param what of it, for both
 * @param longest a timer of Node.js cannot wait for more than 24 days, and would not wait at all
 */
export function duration(what: string, otherwise: string, longest = '1d') {
  const wrong = `is not a duration; for example 500ms, 5s, 10m, 4h, 7d`;
  return z
    .string({ error: wrong })
    .default(otherwise)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== null && ms > 0 && ms <= (parseDuration(longest) ?? 0)) return ms;
      const long = `is longer than ${longest}; for example ${otherwise}`;
      context.addIssue({ code: 'custom', message: ms === null || ms === 0 ? wrong : long });
      return z.NEVER;
    })
    .meta({
      description: what,
      pattern: '^(?!0+[a-z])[0-9]{1,9}(ms|s|m|h|d)$',
      $comment: `at most ${longest}`,
    });
}

export function wholeNumber(what: string, least: number, most: number, otherwise: number) {
  const error = `is not a whole number from ${least} to ${most}; for example ${otherwise}`;
  return z
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .default(otherwise)
    .describe(what);
}

export function file(what: string, example: string) {
  const wrong = `has to be the absolute path of a file; for example ${example}`;
  return z
    .string({ error: wrong })
    .refine(isAbsolute, wrong)
    .meta({ description: what, pattern: '^/' });
}
