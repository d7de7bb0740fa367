/** One replication, from the command to the end, by two people in the workspace of compose.yaml. */

import { openClusters } from '../../sandbox/clusters/index.ts';
import { messagesIn } from '../../sandbox/clusters/world/messages.ts';
import { source, story } from '../../sandbox/demo/begin.ts';
import { channel, people } from '../../sandbox/site.ts';
import { connectWorkspace, type RemoteWorkspace } from '../../sandbox/slack/control/client.ts';
import { plain, type SeenMessage } from '../../sandbox/slack/index.ts';

/** @returns what the outcome says */
export async function play(url: string): Promise<string> {
  const slack = await connectWorkspace(url);
  const { maya, noor } = people;
  try {
    const typed = await slack.type(maya.id, channel, story.first);
    if (typed.outcome !== 'acknowledged') throw new Error(`not acknowledged: ${typed.shown}`);
    const wait = (what: string) => ({ timeoutMs: 180_000, what });
    const approval = await slack.waitFor(() => find(slack, 'consent'), wait('the approval'));
    await slack.press(noor.id, approval, 'approve', { confirm: true });
    const outcome = await slack.waitFor(() => find(slack, 'outcome'), wait('the outcome'));
    return plain(outcome);
  } finally {
    slack.disconnect();
  }
}

async function find(slack: RemoteWorkspace, key: string): Promise<SeenMessage | undefined> {
  const messages = await slack.see(people.maya.id, channel);
  const card = messages.find((message) => keyOf(message) === 'card');
  if (!card) return undefined;
  const thread = await slack.thread(people.maya.id, channel, card.ts);
  return thread.find((message) => keyOf(message) === key);
}

function keyOf(message: SeenMessage): string | undefined {
  return (message.metadata?.event_payload as { key?: string } | undefined)?.key;
}

/** By the clusters, not by what the bot says: the messages on either side, and whether more will follow. */
export function replicated(dir: string): { there: number; here: number; follows: boolean } {
  const { clusters } = openClusters(dir).look();
  const path = source.replace('/mapr/sanfrancisco', '');
  const from = clusters['sanfrancisco']?.streams[path];
  const to = clusters['newyork']?.streams[path];
  const row = from?.replicas.find(({ cluster }) => cluster === 'newyork');
  return {
    there: from ? messagesIn(from) : 0,
    here: to ? messagesIn(to) : 0,
    follows: row !== undefined && !row.paused && to?.upstreams.length === 1,
  };
}
