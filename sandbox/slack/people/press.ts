import { type Interactive, interactives, label } from '../block-kit/interactive.ts';
import type { ActionOptions, Choice, ConfirmDialog, FormValue, Pressed } from '../control/acts.ts';
import type { PressPlace } from '../control/types.ts';
import { deliver } from '../delivery/deliver.ts';
import { isRecord, type Json, string } from '../json.ts';
import { type Action, messageAction, viewAction } from '../payloads/block-actions.ts';
import { newResponseUrl, newTrigger } from '../world/tickets.ts';
import type { Person } from '../world/types.ts';
import { words } from './attach.ts';
import { clicks, holdsState, isMenu, toggled } from './choices.ts';
import { choose, chosenIn, fieldNamed, fill } from './forms.ts';
import { type Place, placeOf, type Shown } from './place.ts';
import { actorNamed, type Site } from './site.ts';
import { suggestions } from './suggestions.ts';

/** Presses a button, picks in a menu, ticks a box, or attaches files. */
export async function press(
  site: Site,
  user: string,
  where: PressPlace,
  what: string,
  options: ActionOptions = {},
): Promise<Pressed> {
  const person = actorNamed(site.core, user);
  const unheard = await pickEach(site, person, where, options);
  if (unheard !== undefined) return unheard;
  const place = placeOf(site.core, person, where, options.stale ?? false);
  const { on, shown } = find(place, what, options.block);
  const dialog = dialogOf(on);
  if (dialog !== undefined && options.confirm !== true) {
    const outcome = options.confirm === undefined ? 'asked' : 'cancelled';
    return { outcome, dialog, actionId: on.actionId };
  }
  const picks = picked(on, shown, options);
  const value = isMenu(on.type) ? await chosenIn(site, person, place, on, picks) : {};
  const filled =
    place.kind === 'view' ? await choose(site, person, place, options.values ?? {}) : [];
  shown.hold(fill(shown.held(), holdsState(on.type) ? [...filled, [on, value]] : filled));
  if (isSilent(on)) return { outcome: 'kept', actionId: on.actionId };
  const sent = await send(site, { person, on, value }, place, shown, options);
  return { ...sent, ...(dialog === undefined ? {} : { dialog }) };
}

async function send(
  site: Site,
  act: Pick<Action, 'person' | 'on' | 'value'>,
  place: Place,
  shown: Shown,
  options: ActionOptions,
): Promise<Pressed> {
  const { core } = site;
  const { person, on } = act;
  const over = place.kind === 'view' ? place.view.over : place.channel.id;
  const triggerId = newTrigger(core, person.id, over);
  const action: Action = { ...act, triggerId, actionTs: core.ids.ts() };
  if (place.kind === 'view') {
    const payload = viewAction(core, action, place.view);
    const { outcome } = await deliver(core, site.line, 'interactive', payload, options);
    return { outcome, actionId: on.actionId, triggerId };
  }
  const of = { user: person.id, channel: place.message.channel, original: place.message };
  const responseUrl = newResponseUrl(core, 'actions', of);
  const payload = messageAction(core, action, { ...place, state: shown.held(), responseUrl });
  const { outcome } = await deliver(core, site.line, 'interactive', payload, options);
  return { outcome, actionId: on.actionId, triggerId, responseUrl };
}

/** Ticks and picks in a message until it holds these values. What the app does not acknowledge ends it. */
async function pickEach(
  site: Site,
  person: Person,
  where: PressPlace,
  { values = {}, stale = false }: ActionOptions,
): Promise<Pressed | undefined> {
  if (typeof where === 'string') return undefined;
  for (const [name, wanted] of Object.entries(values)) {
    const [shown] = placeOf(site.core, person, where, stale).versions;
    const field = fieldNamed(shown.blocks, name);
    for (const step of stepsTo(field, shown, wanted)) {
      const options = { ...step, block: field.blockId, confirm: true, stale };
      const done = await press(site, person.id, where, field.actionId, options);
      if (done.outcome !== 'acknowledged' && done.outcome !== 'kept') return done;
    }
  }
  return undefined;
}

function stepsTo(
  on: Interactive,
  shown: Shown,
  chosen: FormValue,
): Pick<ActionOptions, 'pick' | 'toggle'>[] {
  const wanted = words(chosen);
  if (on.type !== 'checkboxes') return [{ pick: wanted }];
  const boxes = typeof wanted === 'string' ? [wanted] : wanted;
  return clicks(on.element, heldIn(on, shown), boxes).map((toggle) => ({ toggle }));
}

/** What is to be held after this pick, this click on a box, or with these files. */
function picked(
  on: Interactive,
  shown: Shown,
  { pick = [], toggle, attach }: ActionOptions,
): FormValue {
  if (toggle === undefined) return attach ?? pick;
  if (on.type !== 'checkboxes') throw new Error(`There is no box to tick in a ${on.type}`);
  return toggled(on.element, heldIn(on, shown), toggle);
}

function heldIn({ blockId, actionId }: Interactive, shown: Shown): Json {
  return shown.held()[blockId]?.[actionId] ?? {};
}

/** What a menu that asks the app for its choices shows for what was typed. */
export async function offers(
  site: Site,
  user: string,
  where: PressPlace,
  what: string,
  typed: string,
  { block }: Pick<ActionOptions, 'block'> = {},
): Promise<Choice[]> {
  const person = actorNamed(site.core, user);
  const place = placeOf(site.core, person, where, false);
  const words = (value: unknown) => (isRecord(value) ? string(value['text']) : '');
  return (await suggestions(site, person, place, find(place, what, block).on, typed)).map(
    (option) => ({
      text: words(option['text']),
      ...(isRecord(option['description']) ? { description: words(option['description']) } : {}),
    }),
  );
}

/** By action id, words on it, or accessibility label; in the newest version that has it. */
function find(place: Place, what: string, block?: string): { on: Interactive; shown: Shown } {
  for (const shown of place.versions) {
    const on = interactives(shown.blocks).find(
      (one) =>
        (block === undefined || one.blockId === block) &&
        (one.actionId === what ||
          label(one) === what ||
          one.element['accessibility_label'] === what),
    );
    if (on !== undefined) return { on, shown };
  }
  const there = interactives(place.versions[0].blocks).map((one) => label(one) || one.actionId);
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
