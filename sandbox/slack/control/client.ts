import { isRecord, parseJson } from '../json.ts';
import type { FaultControl, SocketControl } from './faults.ts';
import { follow } from './follow.ts';
import type { FeedEvent } from './sights.ts';
import type { Control, ControlMethods } from './types.ts';
import { waitFor } from './wait.ts';

/** How to reach a workspace. */
export interface About {
  /** `http://127.0.0.1:<port>`, for {@link connectWorkspace}. */
  readonly url: string;
  /** For `slackApiUrl`: `<url>/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly botUserId: string;
}

/** A workspace that another process started. */
export interface RemoteWorkspace extends Control, About {
  /** Ends the subscription to its events. The workspace lives on. */
  disconnect(): void;
}

/** Reaches a workspace by its `url` (`http://127.0.0.1:<port>`). */
export async function connectWorkspace(url: string): Promise<RemoteWorkspace> {
  const response = await fetch(`${url}/control/about`);
  if (!response.ok) throw new Error(`There is no workspace at ${url}: ${response.status}`);
  const about = (await response.json()) as About;
  const listeners = new Set<(event: FeedEvent) => void>();
  const end = new AbortController();
  await follow(url, end.signal, (event) => {
    for (const listener of [...listeners]) listener(event);
  });
  const control: RemoteWorkspace = {
    ...about,
    ...remoteMethods(url),
    faults: remote<FaultControl>(url, ['set', 'clear', 'down', 'up'], 'faults.'),
    sockets: remote<SocketControl>(url, ['list', 'drop', 'refresh', 'freeze'], 'sockets.'),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waitFor: (look, options) => waitFor(control, look, options),
    disconnect: () => end.abort(),
  };
  return control;
}

function remoteMethods(url: string): ControlMethods {
  const names = {
    type: 1,
    say: 1,
    press: 1,
    offers: 1,
    submit: 1,
    close: 1,
    openHome: 1,
    shortcut: 1,
    messageShortcut: 1,
    channels: 1,
    see: 1,
    thread: 1,
    viewOf: 1,
    home: 1,
    dm: 1,
    files: 1,
    deleteMessage: 1,
    archive: 1,
    unarchive: 1,
    removeBot: 1,
    inviteBot: 1,
    join: 1,
    leave: 1,
    changePerson: 1,
    changeUserGroup: 1,
    calls: 1,
    advance: 1,
    installHttp: 1,
    uninstallHttp: 1,
  } satisfies Record<keyof ControlMethods, 1>;
  return remote<ControlMethods>(url, Object.keys(names), '');
}

/** Every name as a call to `/control/<prefix><name>`. */
function remote<T>(url: string, names: readonly string[], prefix: string): T {
  const calls = names.map((name) => [
    name,
    (...args: readonly unknown[]) => call(url, `${prefix}${name}`, args),
  ]);
  return Object.fromEntries(calls) as T;
}

async function call(url: string, name: string, args: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify(args);
  const response = await fetch(`${url}/control/${name}`, { method: 'POST', body });
  const text = await response.text();
  const answer = parseJson(text);
  if (!isRecord(answer)) throw new Error(`${name}: ${response.status} ${text}`);
  if (!response.ok) throw new Error(String(answer['error']));
  return answer['result'];
}
