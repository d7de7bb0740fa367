import { acceptView } from '../block-kit/accept.ts';
import type { ActionOptions, Submitted } from '../control/acts.ts';
import type { FormValues } from '../control/types.ts';
import type { Core } from '../core.ts';
import { deliver } from '../delivery/deliver.ts';
import { isRecord, type Json, string } from '../json.ts';
import { viewClosed, viewSubmission } from '../payloads/views.ts';
import { SlackError } from '../web-api/errors.ts';
import { newTrigger } from '../world/tickets.ts';
import type { Person, View } from '../world/types.ts';
import { popView, pushView, replaceView } from '../world/views.ts';
import { choose, fill, invalid } from './forms.ts';
import { viewPlace } from './place.ts';
import { seenView } from './seen.ts';
import { actorNamed, type Site } from './site.ts';

/** Fills in the modal on top and presses its submit button. */
export async function submit(
  site: Site,
  user: string,
  ref: string,
  values: FormValues,
  options: ActionOptions = {},
): Promise<Submitted> {
  const { core } = site;
  const person = actorNamed(core, user);
  const view = onTop(core, person);
  if (ref !== 'current' && ref !== view.id) throw new Error(`${ref} is not on top`);
  if (view.given['submit'] === undefined) throw new Error('This modal has no submit button');
  const filled = await choose(site, person, viewPlace(view), values);
  view.state = fill(view.state, filled);
  view.errors = invalid(view.blocks, view.state);
  if (Object.keys(view.errors).length > 0) return { outcome: 'invalid', errors: view.errors };
  const payload = viewSubmission(core, person, view, newTrigger(core, person.id, view.over));
  const { outcome, body } = await deliver(core, site.line, 'interactive', payload, options);
  // The modal stays open: "We had some trouble connecting. Try again?"
  if (outcome !== 'acknowledged') return { outcome };
  try {
    return answered(core, person, view, isRecord(body) ? body : {});
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const why = JSON.stringify(error.answer);
    return { outcome: 'dispatch_failed', errors: { view: why } };
  }
}

/** Does what the app answered: `response_action`. */
function answered(core: Core, person: Person, view: View, body: Json): Submitted {
  switch (string(body['response_action'])) {
    case 'errors': {
      const given = isRecord(body['errors']) ? Object.entries(body['errors']) : [];
      // Only inputs have a place for them; the client says that it had trouble connecting.
      if (given.length === 0 || !given.every(([block]) => isInput(view, block))) {
        return { outcome: 'dispatch_failed', errors: { view: JSON.stringify(body['errors']) } };
      }
      view.errors = Object.fromEntries(given.map(([block, text]) => [block, String(text)]));
      core.feed.tell({ type: 'view', user: person.id, view: view.id, open: true });
      return { outcome: 'errors', errors: view.errors, view: seenView(core, person, view) };
    }
    case 'update': {
      const updated = replaceView(core, view, acceptView(core, body['view'], 'modal'));
      return { outcome: 'open', view: seenView(core, person, updated) };
    }
    case 'push': {
      const pushed = pushView(core, person.id, acceptView(core, body['view'], 'modal'), {
        over: view.over,
      });
      return { outcome: 'open', view: seenView(core, person, pushed) };
    }
    case 'clear':
      popView(core, person.id, true);
      return { outcome: 'closed' };
    default:
      // Unless the app has put another one on top meanwhile.
      if (core.modals.get(person.id)?.at(-1) === view) popView(core, person.id);
      return { outcome: 'closed' };
  }
}

/** Closes the modal on top, or all. The app is told of those with `notify_on_close`. */
export async function close(
  site: Site,
  user: string,
  { all = false }: { readonly all?: boolean } = {},
): Promise<void> {
  const { core } = site;
  const person = actorNamed(core, user);
  const top = onTop(core, person);
  const clears = all || top.given['clear_on_close'] === true;
  const gone = clears ? [...(core.modals.get(person.id) ?? [])].reverse() : [top];
  popView(core, person.id, clears);
  for (const view of gone.filter((one) => one.given['notify_on_close'] === true)) {
    await deliver(core, site.line, 'interactive', viewClosed(core, person, view, clears));
  }
}

function isInput({ blocks }: View, id: string): boolean {
  return blocks.some((block) => block.type === 'input' && block.block_id === id);
}

function onTop(core: Core, person: Person): View {
  const view = core.modals.get(person.id)?.at(-1);
  if (view === undefined) throw new Error(`${person.name} has no modal open`);
  return view;
}
