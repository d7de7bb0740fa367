/** How often a request starts maprcli, maprlogin or mapr: each is a JVM of a second or more on a node. */

import { readTrail } from '../src/jobs/entries.ts';
import { type EventOf, readEvent } from '../src/jobs/events.ts';
import {
  newScenario,
  quick,
  type Scenario,
  startTestSite,
  type TestSite,
} from '../test/e2e/scenario.ts';
import { runThrough } from '../test/e2e/whole.ts';
import { type Bench, reached } from './bench.ts';

/** The steps of HPE's manual procedure, each a command. */
const procedure = 7;

/** Why each is needed, by the step and the command; what is in none of these is a start that nobody has thought of. */
const reasons: readonly (readonly [step: RegExp, command: RegExp, why: string])[] = [
  [/preflight/, /authtest/, 'each worker has a ticket for either cluster'],
  [/preflight/, /maprlogin print/, 'whom the rights are asked for'],
  [
    /preflight/,
    /stream info/,
    'the source is a stream with the rights; the replica’s path is free',
  ],
  [/preflight/, /replica list/, 'not registered yet, and fewer than 64 replicas'],
  [/preflight/, /gateway resolve/, 'the source’s cluster reaches a gateway of the replica’s'],
  [/create/, /stream (info|create)/, 'still free; made; both are alike'],
  [/regist/, /replica (list|add)/, 'still not registered; added; the right row, paused'],
  [/authoriz/, /upstream (list|add)/, 'the stream is there and does not list it; added; listed'],
  [
    /load/,
    /topic list|copystream/,
    'what the source has; the replica is empty; copied; all is there',
  ],
  [/load/, /upstream list/, 'it is still the stream that was authorized'],
  [/resume/, /replica (list|resume)/, 'still paused; resumed; paused no more'],
  [
    /confirm/,
    /topic list/,
    'what the source has after the resume; the replica has it; nothing new since',
  ],
  [/confirm/, /replica list/, 'twice: replicating, without errors'],
  [/confirm/, /upstream list|gateway/, 'where no message proves it: the links of the chain'],
];

export const starts: Bench = {
  name: 'starts',
  title: 'Starts of MapR’s programs for a request',
  async run({ quick: isQuick, say }) {
    const settings = { ...quick, timeouts: { ...quick.timeouts, settle: '10ms' } };
    const site = await startTestSite({ settings });
    try {
      const scenario = await newScenario(site, 1);
      const request = await runThrough(site, scenario);
      const { entries } = (await readTrail(site.connection, request)) ?? { entries: [] };
      const ran = entries.flatMap((entry) => {
        const event = readEvent(entry);
        return event?.type === 'step.ran' ? [event] : [];
      });
      const counted = ran.map((event) => ({ ...event, starts: startsOf(event) }));
      const sum = (of: typeof counted) => of.reduce((total, each) => total + each.starts, 0);
      const all = sum(counted);
      await mustBeAll(
        site,
        scenario,
        sum(counted.filter(({ command }) => command.includes('/mapr/'))),
        counted.at(-1)?.at ?? 0,
      );
      const changing = counted.filter(({ purpose }) => purpose === 'act').length;
      for (const { step, command, starts: of } of counted) {
        say(`${step}: ${plainly(command, scenario)}${of > 1 ? ` (${of} starts)` : ''}`);
      }
      const idle = counted.find((event) => !reasons.some((reason) => fits(event, reason)));
      if (idle) throw new Error(`nobody has said why ${idle.step} runs ${idle.command}`);
      return {
        rows: [
          {
            what: 'starts for a request with one topic',
            measured: `${all}`,
            beside: `the procedure by hand: ${procedure}`,
            ratio: all / procedure,
            target: 'as few as safety allows: each has its reason below',
            met: null,
          },
          {
            what: 'of these, commands that change something',
            measured: `${changing}`,
            beside: 'the procedure by hand: 5',
            ratio: changing / 5,
            target: '5',
            met: reached({ quick: isQuick }, changing === 5),
          },
        ],
        notes: [
          ...reasons.map((reason) => {
            const [step, command, why] = reason;
            const of = counted.filter((event) => fits(event, reason));
            if (of.length === 0) throw new Error(`${step} no longer runs ${command}`);
            const steps = [...new Set(of.map((event) => event.step))].join(', ');
            return `${sum(of)} in ${steps}: ${why}.`;
          }),
          'Each further topic adds one start wherever offsets are looked up: five times. A copy of more than three seconds is looked at every three seconds.',
        ],
      };
    } finally {
      await site.stop();
    }
  },
};

function fits(
  { step, command }: Pick<EventOf<'step.ran'>, 'step' | 'command'>,
  [steps, commands]: (typeof reasons)[number],
): boolean {
  return steps.test(step) && commands.test(command);
}

/** A look at the offsets is one entry of the log: a command for the topics, and one for each of them, of a line each. */
function startsOf({ command, answer }: EventOf<'step.ran'>): number {
  return command.includes('and topic info of each') ? answer.split('\n').length : 1;
}

/** @throws where the clusters have seen another number of commands about these streams than the log tells of */
async function mustBeAll(
  site: TestSite,
  { source, replica }: Scenario,
  counted: number,
  until: number,
): Promise<void> {
  const runs = await site.clusters.journal();
  const seen = runs.filter(
    // Afterwards it is watched.
    ({ line, at }) => at <= until && (line.includes(source) || line.includes(replica)),
  ).length;
  if (seen !== counted)
    throw new Error(`the log tells of ${counted} starts, the clusters of ${seen}`);
}

function plainly(command: string, { source, replica }: Scenario): string {
  return command.replaceAll(source, '<source>').replaceAll(replica, '<replica>');
}
