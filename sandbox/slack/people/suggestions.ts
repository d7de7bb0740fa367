import type { Interactive } from '../block-kit/interactive.ts';
import { suggested } from '../block-kit/menus.ts';
import { deliver } from '../delivery/deliver.ts';
import { type Json, records } from '../json.ts';
import { blockSuggestion } from '../payloads/block-suggestion.ts';
import type { Person } from '../world/types.ts';
import type { Place } from './place.ts';
import type { Site } from './site.ts';

/** Docs, "Select menu of external data source". */
const defaultMinQuery = 3;

/**
 * The choices that the app offers for what was typed, as options. Throws if it does not answer, or offers what Slack
 * does not take: the client then shows none.
 */
export async function suggestions(
  site: Site,
  person: Person,
  place: Place,
  on: Interactive,
  typed: string,
): Promise<readonly Json[]> {
  const min = Number(on.element['min_query_length'] ?? defaultMinQuery);
  if ([...typed].length < min) throw new Error(`Nothing is offered before ${min} letters`);
  const payload = blockSuggestion(site.core, person, on, typed, place);
  const { outcome, body } = await deliver(site.core, site.line, 'interactive', payload);
  if (outcome !== 'acknowledged') throw new Error(`No choices were offered: ${outcome}`);
  const answer = suggested.safeParse(body);
  if (!answer.success) throw new Error(`Slack does not take these choices: ${answer.error}`);
  const given = answer.data;
  return 'options' in given
    ? records(given.options)
    : given.option_groups.flatMap((group) => records(group.options));
}
