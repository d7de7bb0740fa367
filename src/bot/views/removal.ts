/** Asks once more before a replication is removed, with what that means before their eyes. */

import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { type Plan, procedures } from '../../jobs/plan.ts';
import { commandsOf } from '../../jobs/procedure.ts';
import { defaultOptions } from '../../mapr/options.ts';
import { parseStreamPath } from '../../mapr/path.ts';
import { preformatted, section } from './blocks.ts';
import { code, plainWords } from './escape.ts';
import { title } from './words.ts';

export const removalId = 'remove';

/** @param channel where it is to be told */
export function removalModal(plan: Plan, channel: string): ModalView {
  const { source, replica } = plan;
  const commands = procedures.remove.flatMap(({ name }) => commandsOf(name, plan));
  return {
    type: 'modal',
    callback_id: removalId,
    private_metadata: JSON.stringify({ source, replica, channel }),
    title: { type: 'plain_text', text: 'Remove replication' },
    submit: { type: 'plain_text', text: 'Remove' },
    close: { type: 'plain_text', text: 'Keep it' },
    blocks: [
      section(`*${plainWords(title(plan))}*`),
      section(
        [
          `• ${code(replica)} gets no message any more that is written to ${code(source)} from then on, and none that still waits.`,
          '• It cannot be taken up again where it stopped: to replicate again, the replica has to be made and loaded anew.',
          `• The stream ${code(replica)} and the messages in it stay. Whoever wants them gone has to delete it.`,
        ].join('\n'),
      ),
      section('*What will run*'),
      preformatted(commands.join('\n')),
    ],
  };
}

const metadata = z.object({ source: z.string(), replica: z.string(), channel: z.string() });

/** What the form is about. */
export function removalIn(view: { private_metadata: string }): { plan: Plan; channel: string } {
  const { source, replica, channel } = metadata.parse(JSON.parse(view.private_metadata));
  const pair = { source: parseStreamPath(source), replica: parseStreamPath(replica) };
  return { plan: { ...pair, options: defaultOptions }, channel };
}
