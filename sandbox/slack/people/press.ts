import { type Interactive, interactives, label } from '../block-kit/interactive.ts';
import type { ActionOptions, Choice, ConfirmDialog, Pressed } from '../control/acts.ts';
import type { PressPlace } from '../control/types.ts';
import { deliver } from '../delivery/deliver.ts';
import { isRecord, string } from '../json.ts';
import { messageAction, viewAction } from '../payloads/block-actions.ts';
import { newResponseUrl, newTrigger } from '../world/tickets.ts';
import type { Person, ViewState } from '../world/types.ts';
import { holdsState, isMenu } from './choices.ts';
import { choose, chosenIn, type Filled, fill } from './forms.ts';
import { type Place, placeOf } from './place.ts';
import { actorNamed, type Site } from './site.ts';
import { initialState } from './state.ts';
import { suggestions } from './suggestions.ts';

/** Presses a button or picks in a menu. */
export async function press(
  site: Site,
  user: string,
  where: PressPlace,
  what: string,
  options: ActionOptions = {},
): Promise<Pressed> {
  const { core } = site;
  const person = actorNamed(core, user);
  const place = placeOf(core, person, where, options.stale ?? false);
  const on = find(place, what, options.block);
  const dialog = dialogOf(on);
  if (dialog !== undefined && options.confirm !== true) {
    const outcome = options.confirm === undefined ? 'asked' : 'cancelled';
    return { outcome, dialog, actionId: on.actionId };
  }
  const value = isMenu(on.type) ? await chosenIn(site, person, place, on, options.pick ?? []) : {};
  const filled = await choose(site, person, place, options.values ?? {});
  const over = place.kind === 'view' ? place.view.over : place.channel.id;
  const action = {
    person,
    on,
    value,
    triggerId: newTrigger(core, person.id, over),
    actionTs: core.ids.ts(),
  };
  const state = newState(place, person, holdsState(on.type) ? [...filled, [on, value]] : filled);
  if (isSilent(on)) return { outcome: 'kept', actionId: on.actionId };
  const of = { user: person.id, channel: place.message?.channel ?? '' };
  const responseUrl =
    place.message && newResponseUrl(core, 'actions', { ...of, original: place.message });
  const payload =
    place.kind === 'message'
      ? messageAction(core, action, { ...place, state, responseUrl: responseUrl ?? '' })
      : viewAction(core, action, place.view);
  const { outcome } = await deliver(core, site.line, 'interactive', payload, options);
  return {
    outcome,
    actionId: on.actionId,
    triggerId: action.triggerId,
    ...(dialog === undefined ? {} : { dialog }),
    ...(responseUrl === undefined ? {} : { responseUrl }),
  };
}

/** What a menu that asks the app for its choices shows for what was typed. */
export async function offers(
  site: Site,
  user: string,
  where: PressPlace,
  what: string,
  typed: string,
): Promise<Choice[]> {
  const person = actorNamed(site.core, user);
  const place = placeOf(site.core, person, where, false);
  const words = (value: unknown) => (isRecord(value) ? string(value['text']) : '');
  return (await suggestions(site, person, place, find(place, what), typed)).map((option) => ({
    text: words(option['text']),
    ...(isRecord(option['description']) ? { description: words(option['description']) } : {}),
  }));
}

/** By action id, words on it, or accessibility label; in the newest version that has it. */
function find(place: Place, what: string, block?: string): Interactive {
  for (const blocks of place.versions) {
    const found = interactives(blocks).find(
      (one) =>
        (block === undefined || one.blockId === block) &&
        (one.actionId === what ||
          label(one) === what ||
          one.element['accessibility_label'] === what),
    );
    if (found !== undefined) return found;
  }
  const there = interactives(place.versions[0] ?? []).map((one) => label(one) || one.actionId);
  throw new Error(`There is no ${what} to press, only: ${there.join(', ') || 'nothing'}`);
}

function dialogOf({ element }: Interactive): ConfirmDialog | undefined {
  const confirm = element['confirm'];
  if (!isRecord(confirm)) return undefined;
  const words = (value: unknown) => (isRecord(value) ? string(value['text']) : '');
  return {
    title: words(confirm['title']),
    text: words(confirm['text']),
    confirm: words(confirm['confirm']),
    deny: words(confirm['deny']),
    ...(typeof confirm['style'] === 'string' ? { style: confirm['style'] } : {}),
  };
}

/** Of an input the app hears only at the end, unless it asked for more. */
function isSilent({ block }: Interactive): boolean {
  return block['type'] === 'input' && block['dispatch_action'] !== true;
}

/** What is filled in and picked after this act; kept where it stands. */
function newState(place: Place, person: Person, filled: Filled): ViewState {
  const before =
    place.kind === 'view'
      ? place.view.state
      : (place.message.picks.get(person.id) ?? initialState(place.versions[0] ?? []));
  const state = fill(before, filled);
  if (place.kind === 'view') place.view.state = state;
  else place.message.picks.set(person.id, state);
  return state;
}
