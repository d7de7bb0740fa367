/**
 * `npm run demo`: the main job, played by two people in a local Slack workspace over two simulated
 * clusters. The bot and the workers are the product's own processes. Exits 0 if the messages
 * arrive, and 1 otherwise. With `--stay` a visitor plays, on a page in the browser; `--port N`
 * says where.
 */

import { parseArgs } from 'node:util';
import { startProducer } from '../clusters/index.ts';
import { channel, people, room, type Site, startSite } from '../site.ts';
import { plain, type SeenMessage } from '../slack/index.ts';
import { begin, replica, source } from './begin.ts';
import { stay } from './stay.ts';
import { paint, startTranscript } from './transcript.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(paint(['bold', 'yellow'], `\n» ${line}`));

const { values: options } = parseArgs({
  options: { stay: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
await main();

async function main(): Promise<void> {
  const begun = Date.now();
  const over = new AbortController();
  say('Starting Redis, two clusters, a Slack workspace, the bot and a worker for each cluster.');
  const site = await startSite();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      over.abort();
      void site.stop().finally(() => process.exit(130));
    });
  }
  try {
    if (options.stay) return await stay(site, { port: Number(options.port) }, over.signal);
    const ready = Date.now();
    await play(site);
    await summarize(site, ready - begun, Date.now() - ready);
  } catch (error) {
    say(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    for (const program of site.programs) {
      print(`--- ${program.role} ${program.pid}`);
      for (const line of program.lines.slice(-20)) print(line);
    }
    process.exitCode = 1;
  } finally {
    await site.stop();
  }
}

async function play(site: Site): Promise<void> {
  const { clusters, slack } = site;
  const { maya, noor } = people;
  await begin(site, 4_000);

  const transcript = startTranscript(slack, maya.id, room, print);
  const producer = startProducer(clusters, source, { perSecond: 40, topics: ['clicks', 'views'] });
  try {
    say('Maya, an owner of sanfrancisco, types: /replicate sanfrancisco/activity newyork');
    const typed = await slack.type(maya.id, channel, '/replicate sanfrancisco/activity newyork');
    if (typed.outcome !== 'acknowledged')
      throw new Error(`the command was not taken: ${typed.shown}`);

    const approval = await slack.waitFor(() => find(site, 'consent'), wait('the approval'));
    await transcript.flush();
    say('Noor, an owner of newyork, presses Approve, and confirms.');
    await slack.press(noor.id, approval, 'approve', { confirm: true });

    const outcome = await slack.waitFor(() => find(site, 'outcome'), wait('the outcome'));
    await slack.waitFor(() => isFinal(site), wait("the card's last edit"));
    await transcript.flush();
    if (!(await hasEnded(site))) throw new Error(`it ended otherwise: ${plain(outcome)}`);
  } finally {
    await producer.stop();
    transcript.stop();
  }
  say('The source falls silent; what is still on its way has to arrive.');
  await waitFor(
    async () => (await clusters.messages(replica)) === (await clusters.messages(source)),
  );
}

/** The bot's message of this kind, wherever it stands. */
async function find(site: Site, key: string): Promise<SeenMessage | undefined> {
  const { slack } = site;
  const [root] = (await slack.see(people.maya.id, channel)).filter(
    (each) => keyOf(each) === 'card',
  );
  if (!root) return undefined;
  const thread = await slack.thread(people.maya.id, channel, root.ts);
  return thread.find((each) => keyOf(each) === key);
}

/** The card is edited at most every three seconds, and says in the end what is true. */
async function isFinal(site: Site): Promise<boolean> {
  const card = await find(site, 'card');
  return card !== undefined && /Set up |Ended /.test(plain(card));
}

function keyOf(message: SeenMessage): string | undefined {
  return (message.metadata?.event_payload as { key?: string } | undefined)?.key;
}

/** By the clusters, not by what the bot says. */
async function hasEnded({ clusters }: Site): Promise<boolean> {
  const [from, to] = await Promise.all([clusters.stream(source), clusters.stream(replica)]);
  const row = from?.replicas.find(
    ({ cluster, path }) => cluster === 'newyork' && path === '/activity',
  );
  const upstream = to?.upstreams.find(({ cluster }) => cluster === 'sanfrancisco');
  return row !== undefined && !row.paused && row.error === null && upstream !== undefined;
}

async function summarize({ clusters }: Site, startMs: number, playMs: number): Promise<void> {
  const runs = await clusters.journal();
  const [there, here] = await Promise.all([clusters.messages(source), clusters.messages(replica)]);
  say('What changed something on a cluster, in order:');
  for (const { at, endedAt, host, line, effect } of runs) {
    if (!effect) continue;
    const ms = endedAt === undefined ? '?' : String(endedAt - at);
    print(`  ${host.padEnd(20)} ${ms.padStart(6)} ms  ${line}`);
  }
  say(
    `${runs.length} commands in all; ${seconds(startMs)} to start, ${seconds(playMs)} to replicate.`,
  );
  print(`  ${source}  ${there} messages`);
  print(`  ${replica}       ${here} messages`);
}

function wait(what: string) {
  return { timeoutMs: 90_000, what };
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error('the messages did not all arrive');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
