import type {
  AckFn,
  App,
  BlockAction,
  GlobalShortcut,
  MessageShortcut,
  RespondFn,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Who } from '../admission.ts';
import { fields } from '../form/fields.ts';
import type { Form, OpenForm } from '../form/form.ts';
import type { Told } from '../form/hand-in.ts';
import { manyCallbackId } from '../form/many.ts';
import { callbackId, openManyAction } from '../form/view.ts';
import { openFormAction } from '../views/blocks.ts';
import type { Message } from '../views/index.ts';
import type { Listening } from './index.ts';
import { whoOf } from './press.ts';

/** Their callback ids, as manifest.yaml has them. */
export const shortcuts = { anywhere: 'replicate_stream', message: 'replicate_here' } as const;

/** The form's ways in, its changes, and its end. The command's own way in is in command.ts. */
export function registerForm(app: App, listening: Listening): void {
  const { form, client, drive, onError, busy } = listening;

  const openAnywhere = ({ ack, body }: { ack: AckFn<void>; body: GlobalShortcut | BlockAction }) =>
    busy(async () => {
      await ack();
      const who = whoOf(body);
      const nowhere = { channel: null, thread: null };
      const { message, look } = await form.open(who, body.trigger_id, nowhere);
      if (message) await tellDirectly(who, message);
      await look();
    });
  app.shortcut<GlobalShortcut>(shortcuts.anywhere, openAnywhere);
  // The button of App Home.
  app.action<BlockAction>(openFormAction, openAnywhere);

  app.shortcut<MessageShortcut>(shortcuts.message, ({ ack, body, respond }) =>
    busy(async () => {
      await ack();
      const who = whoOf(body);
      const thread = (body.message as { thread_ts?: string }).thread_ts ?? null;
      const place = { channel: body.channel.id, thread };
      const { message, look } = await form.open(who, body.trigger_id, place);
      if (message) await tellHere(who, message, respond);
      await look();
    }),
  );

  app.action<BlockAction>({ callback_id: callbackId, type: 'block_actions' }, ({ ack, body }) =>
    busy(async () => {
      await ack();
      const [action] = body.actions;
      if (body.view && action?.action_id === openManyAction) {
        return await form.openMany(asForm(body.view));
      }
      const at = action?.action_ts;
      if (body.view && at) await form.follow(whoOf(body), asForm(body.view), at);
    }),
  );

  app.options(fields.stream, ({ ack, options: { user, team, value, view } }) =>
    busy(async () => {
      const who = whoOf({ user, team });
      const metadata = { private_metadata: view?.private_metadata ?? '' };
      await ack({ options: await form.offer(who, metadata, value) });
    }),
  );

  const ways = [
    [callbackId, form.handIn],
    [manyCallbackId, form.handInMany],
  ] as const;
  for (const [id, handIn] of ways) {
    app.view<ViewSubmitAction>(id, ({ ack, body, view }) =>
      busy(() => take(whoOf(body), asForm(view), ack, handIn)),
    );
  }

  async function take(
    who: Who,
    view: OpenForm,
    ack: AckFn<ViewResponseAction>,
    handIn: Form['handIn'],
  ): Promise<void> {
    const { reply, requests, told } = await handIn(who, view);
    await (reply ? ack(reply) : ack());
    // What follows from it the sweep makes good, where it fails here.
    for (const request of requests) {
      await drive(request).catch((error) => onError(request, error));
    }
    if (told) await tell(who, told);
  }

  /** Where somebody is not in the channel that they chose, they are told directly. */
  async function tell(who: Who, { channel, thread, message }: Told): Promise<void> {
    const { text, blocks } = message;
    const place = { channel, ...(thread === null ? {} : { thread_ts: thread }) };
    try {
      await client.chat.postEphemeral({ ...place, user: who.user, text, blocks: [...blocks] });
    } catch (error) {
      onError('private answer', error);
      await tellDirectly(who, message);
    }
  }

  async function tellHere(who: Who, message: Message, respond: RespondFn): Promise<void> {
    const { text, blocks } = message;
    const answer = { text, blocks: [...blocks], replace_original: false } as const;
    try {
      await respond({ ...answer, response_type: 'ephemeral' });
    } catch (error) {
      onError('private answer', error);
      await tellDirectly(who, message);
    }
  }

  async function tellDirectly({ user }: Who, { text, blocks }: Message): Promise<void> {
    const post = { channel: user, text, blocks: [...blocks] };
    await client.chat.postMessage(post).catch((error) => onError('private answer', error));
  }
}

/** Bolt's types know less of a view than Slack sends. */
function asForm(view: object): OpenForm {
  return view as OpenForm;
}
