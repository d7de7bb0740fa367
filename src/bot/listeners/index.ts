/** What people can type and press. */

import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { RequestState } from '../../jobs/state.ts';
import type { Ask } from '../ask.ts';
import type { Decide } from '../decide.ts';
import type { DecideTogether } from '../decide-together.ts';
import type { Form } from '../form/form.ts';
import type { Surface } from '../views/index.ts';
import { registerApprove } from './approve.ts';
import { registerBatch } from './batch.ts';
import { registerChannels } from './channels.ts';
import { registerCommand } from './command.ts';
import { registerDeny } from './deny.ts';
import { registerForm } from './form.ts';
import { registerHome } from './home.ts';
import { registerRecovery } from './recovery.ts';
import { registerRemoval } from './removal.ts';

export interface Listening {
  readonly client: WebClient;
  readonly ask: Pick<Ask, 'command' | 'begin'>;
  readonly form: Form;
  readonly decide: Decide;
  readonly decideTogether: DecideTogether;
  /** Brings the queues into line with a request's log. */
  readonly drive: (request: string) => Promise<void>;
  /** Sends messages of a request anew, by key: they may show something stale. Default those with buttons. */
  readonly mend: (request: string, messages?: string[]) => Promise<void>;
  /** What Slack is to say of a request. */
  readonly render: (state: RequestState) => Surface;
  /** The same of those that were asked for together, by one of them. */
  readonly renderTogether: (state: RequestState) => Promise<Surface>;
  /** Brings a person's App Home up to date: they have it before their eyes. */
  readonly openHome: (user: string) => Promise<void>;
  /** Says at once what Slack had refused. */
  readonly wake: () => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
  /** Counts what is under way: a bot that is stopped finishes it first. */
  readonly busy: (work: () => Promise<void>) => Promise<void>;
}

export function registerListeners(app: App, listening: Listening): void {
  registerCommand(app, listening);
  registerForm(app, listening);
  registerApprove(app, listening);
  registerDeny(app, listening);
  registerBatch(app, listening);
  registerRecovery(app, listening);
  registerChannels(app, listening);
  registerHome(app, listening);
  registerRemoval(app, listening);
}
