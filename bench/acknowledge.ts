/** How soon a slash command is acknowledged that has been written to Redis before. */

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { freePort } from '../sandbox/redis.ts';
import { people } from '../sandbox/site.ts';
import { keys } from '../src/jobs/keys.ts';
import { startTestSite, type TestSite } from '../test/e2e/scenario.ts';
import { type Answered, type Load, sendAtRate } from './acknowledge/load.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { percentile, time } from './numbers.ts';
import { builtProgram } from './program.ts';

const perSecond = 200;

export const acknowledge: Bench = {
  name: 'acknowledge',
  title: `Acknowledgement of a slash command, at ${perSecond} a second`,
  async run(scale) {
    const { main } = await builtProgram();
    const httpPort = await freePort();
    const site = await startTestSite({ empty: true, httpPort });
    const bare = startBare(site);
    try {
      const [barePort] = await Promise.all([bare.port, site.startBot({}, main)]);
      const count = scale.quick ? 100 : perSecond * 10;
      const rounds = scale.quick ? 1 : 2;
      const ours: Answered[] = [];
      const theirs: Answered[] = [];
      for (let round = 0; round < rounds; round += 1) {
        theirs.push(...(await sendAtRate(commandsTo(site, barePort, count, `r${round}`))));
        ours.push(...(await sendAtRate(commandsTo(site, httpPort, count, `r${round}`))));
        await untilDriven(site);
        scale.say(`round ${round + 1} of ${rounds}: ${count} commands to each`);
      }
      await mustBeBegunOnce(site, ours);
      return { rows: rowsFor(scale, ours, theirs), notes: notesFor(ours.length) };
    } finally {
      bare.stop();
      await site.stop();
    }
  },
};

function startBare(site: TestSite) {
  const { SLACK_API_URL = '', SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '' } = site.env('bot');
  const file = fileURLToPath(new URL('./acknowledge/bare.ts', import.meta.url));
  const child = execaNode(file, {
    nodeOptions: ['--import', 'tsx'],
    env: { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET },
    buffer: false,
    reject: false,
  });
  const port = once(createInterface(child.stdout), 'line').then(([line]) => Number(line));
  return { port, stop: () => child.kill() };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/slack/events`;
}

/** So many commands, each of which asks for a stream of its own. @param name of this load, that no other has */
export function commandsTo({ slack }: TestSite, port: number, count: number, name: string): Load {
  return {
    url: urlOf(port),
    signingSecret: slack.signingSecret,
    perSecond,
    count,
    command: (index) => ({
      text: `sanfrancisco/bench/${name}x${index} newyork`,
      user_id: people.maya.id,
      team_id: slack.teamId,
      channel_id: `C0T${index % 16}`,
      trigger_id: `${name}.${index}.bench`,
      response_url: slack.apiUrl,
    }),
  };
}

async function untilDriven({ connection, slack }: TestSite): Promise<void> {
  const isDriven = async () => (await connection.zcard(keys.toDrive)) === 0;
  await slack.waitFor(isDriven, { timeoutMs: 300_000, what: 'the queues to follow' });
}

/** @throws where one was lost, or begun twice */
async function mustBeBegunOnce({ connection }: TestSite, answered: readonly Answered[]) {
  const told = answered.flatMap(({ text }) => /request `?(\w{8})/.exec(text)?.[1] ?? []);
  const begun = await connection.zrange(keys.open, '0', '-1');
  const isSame = JSON.stringify(told.toSorted()) === JSON.stringify(begun.toSorted());
  if (told.length !== answered.length || !isSame) {
    throw new Error(`${answered.length} were sent, ${told.length} told, ${begun.length} begun`);
  }
}

function rowsFor(scale: Scale, ours: readonly Answered[], theirs: readonly Answered[]): Row[] {
  const of = (answered: readonly Answered[], share: number) =>
    percentile(
      answered.map(({ ms }) => ms),
      share,
    );
  const [p50, p99] = [of(ours, 0.5), of(ours, 0.99)];
  const [bare50, bare99] = [of(theirs, 0.5), of(theirs, 0.99)];
  return [
    {
      what: 'acknowledgement, p50',
      measured: time(p50),
      beside: `bare Bolt app ${time(bare50)}`,
      ratio: p50 / bare50,
      target: 'under twice the bare app',
      met: reached(scale, p50 < 2 * bare50),
    },
    {
      what: 'acknowledgement, p99',
      measured: time(p99),
      beside: `bare Bolt app ${time(bare99)}`,
      ratio: p99 / bare99,
      target: 'under 100 ms',
      met: reached(scale, p99 < 100),
    },
  ];
}

function notesFor(count: number): string[] {
  return [
    `${count} commands to each by signed HTTP, open loop: counted from when each was due. Each is a request of its own, signed, written to Redis with its indexes, and then answered; jobs, cards and posts follow in the same process while the next ones come.`,
    'None was lost and none begun twice: what was told is what Redis holds.',
  ];
}
