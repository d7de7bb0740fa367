/** What people can type and press. */

import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Answer, Typed } from '../ask.ts';
import type { Decide } from '../decide.ts';
import type { Form } from '../form/form.ts';
import { registerApprove } from './approve.ts';
import { registerChannels } from './channels.ts';
import { registerCommand } from './command.ts';
import { registerDeny } from './deny.ts';
import { registerForm } from './form.ts';
import { registerRecovery } from './recovery.ts';

export interface Listening {
  readonly client: WebClient;
  readonly ask: (typed: Typed) => Promise<Answer>;
  readonly form: Form;
  readonly decide: Decide;
  /** Brings the queues into line with a request's log. */
  readonly drive: (request: string) => Promise<void>;
  /** Sends the message anew that somebody has just pressed a dead button of. */
  readonly mend: (request: string) => Promise<void>;
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
  registerRecovery(app, listening);
  registerChannels(app, listening);
}
