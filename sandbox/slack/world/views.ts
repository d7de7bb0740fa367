import type { Core } from '../core.ts';
import { compact, isRecord, type Json, string } from '../json.ts';
import { initialState } from '../people/state.ts';
import { secret } from './ids.ts';
import type { Channel, View, ViewState } from './types.ts';

/** A view as the app gave it, checked. */
export interface GivenView {
  readonly given: Json;
  readonly blocks: View['blocks'];
}

/** Shows a modal on top of what the person has open. */
export function pushView(
  core: Core,
  user: string,
  { given, blocks }: GivenView,
  { newStack = false, over }: { newStack?: boolean; over?: string | undefined } = {},
): View {
  const stack = newStack ? [] : (core.modals.get(user) ?? []);
  const id = core.ids.next('V');
  const view: View = {
    id,
    type: 'modal',
    user,
    given,
    blocks,
    hash: newHash(core),
    state: initialState(blocks, currentOf(core, over)),
    errors: {},
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
    over,
  };
  core.modals.set(user, [...stack, view]);
  core.feed.tell({ type: 'view', user, view: id, open: true });
  return view;
}

/** Shows something else in an open view. What was filled in stays where block and action ids stay. */
export function replaceView(core: Core, view: View, { given, blocks }: GivenView): View {
  const fresh: ViewState = initialState(blocks, currentOf(core, view.over));
  for (const [block, actions] of Object.entries(fresh)) {
    for (const action of Object.keys(actions)) {
      const kept = view.state[block]?.[action];
      if (kept !== undefined && kept['type'] === actions[action]?.['type']) actions[action] = kept;
    }
  }
  Object.assign(view, { given, blocks, hash: newHash(core), state: fresh, errors: {} });
  if (view.type === 'home') core.feed.tell({ type: 'home', user: view.user, view: view.id });
  else core.feed.tell({ type: 'view', user: view.user, view: view.id, open: true });
  return view;
}

export function publishHome(core: Core, user: string, given: GivenView): View {
  const old = core.homes.get(user);
  if (old !== undefined) return replaceView(core, old, given);
  const id = core.ids.next('V');
  const view: View = {
    id,
    type: 'home',
    user,
    ...given,
    hash: newHash(core),
    state: initialState(given.blocks),
    errors: {},
    rootId: id,
    previousId: null,
  };
  core.homes.set(user, view);
  core.feed.tell({ type: 'home', user, view: id });
  return view;
}

/** Closes the modal on top, or all of them. */
export function popView(core: Core, user: string, all = false): void {
  const stack = core.modals.get(user) ?? [];
  const gone = all ? stack : stack.slice(-1);
  core.modals.set(user, stack.slice(0, stack.length - gone.length));
  for (const view of gone) core.feed.tell({ type: 'view', user, view: view.id, open: false });
}

export function viewById(
  core: Core,
  ref: { readonly view_id?: string | undefined; readonly external_id?: string | undefined },
): View | undefined {
  return [...core.modals.values(), [...core.homes.values()]]
    .flat()
    .find((view) =>
      ref.view_id === undefined
        ? ref.external_id !== undefined && view.given['external_id'] === ref.external_id
        : view.id === ref.view_id,
    );
}

/** A view as answers and payloads show it. */
export function wireView(core: Core, view: View, withState = false): Json {
  const { app, team } = core.settings;
  const { given } = view;
  return {
    id: view.id,
    team_id: team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: string(given['private_metadata']),
    callback_id: string(given['callback_id']),
    external_id: string(given['external_id']),
    state: { values: withState ? view.state : {} },
    hash: view.hash,
    title: title(given['title'], view.type),
    clear_on_close: given['clear_on_close'] === true,
    notify_on_close: given['notify_on_close'] === true,
    close: title(given['close'], view.type),
    submit: title(given['submit'], view.type),
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}

function currentOf(core: Core, over: string | undefined): Channel | undefined {
  return over === undefined ? undefined : core.channels.get(over);
}

function title(value: unknown, type: View['type']): Json | null {
  if (isRecord(value)) return compact({ emoji: true, ...value });
  return type === 'home' ? { type: 'plain_text', text: 'View Title', emoji: true } : null;
}

function newHash(core: Core): string {
  return `${Math.floor(core.clock.now() / 1000)}.${secret(4)}`;
}
