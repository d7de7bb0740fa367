import type { ModalView } from '@slack/types';
import type { Side } from '../../jobs/plan.ts';
import type { RequestState } from '../../jobs/state.ts';
import { clipMarkup, plainWords } from './escape.ts';
import { subject, wish } from './procedure-words.ts';

const blockId = 'reason';
const actionId = 'reason';

/** The form that *Deny* opens: a denial wants a reason. It carries the request's id and the side, and nothing else. */
export function denyModal(state: RequestState, side: Side): ModalView {
  const text = `*${plainWords(subject(state))}*\nYou deny the wish to ${wish(state)}. What the request has made so far is undone.`;
  return reasonView('deny', `${state.id} ${side}`, text);
}

/** @param text what is denied, as mrkdwn */
export function reasonView(callbackId: string, metadata: string, text: string): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'Deny replication' },
    submit: { type: 'plain_text', text: 'Deny' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: clipMarkup(text, 2_900) } },
      {
        type: 'input',
        block_id: blockId,
        label: { type: 'plain_text', text: 'Reason' },
        hint: { type: 'plain_text', text: 'Everybody in the channel can read it.' },
        element: {
          type: 'plain_text_input',
          action_id: actionId,
          multiline: true,
          min_length: 3,
          max_length: 500,
        },
      },
    ],
  };
}

interface Submitted {
  readonly state: {
    readonly values: Readonly<
      Record<string, Readonly<Record<string, { readonly value?: string | null }>>>
    >;
  };
}

/** What the form is about. */
export function deniedIn({ private_metadata }: { private_metadata: string }): {
  request: string;
  side: Side;
} {
  const [request = '', side] = private_metadata.split(' ');
  return { request, side: side === 'source' ? side : 'replica' };
}

export function reasonIn(view: Submitted): string {
  return view.state.values[blockId]?.[actionId]?.value?.trim() ?? '';
}
