/** A whole request, beside a shell script that runs the same commands one after another. */

import { execa } from 'execa';
import type { Run } from '../sandbox/clusters/index.ts';
import { readTrail } from '../src/jobs/entries.ts';
import { type Event, readEvent } from '../src/jobs/events.ts';
import {
  ask,
  newScenario,
  quick,
  type Scenario,
  startTestSite,
  type TestSite,
} from '../test/e2e/scenario.ts';
import { approve, expectWhole } from '../test/e2e/whole.ts';
import { type Bench, type Row, reached, type Scale } from './bench.ts';
import { median, time } from './numbers.ts';

/** The last step looks twice, this far apart, whether messages still move. It is no work, and is left out. */
const settleMs = 10;

interface Round {
  /** Milliseconds from the command to the last step, without the time in which an owner is waited for. */
  readonly request: number;
  /** The same commands, looks included, one after another. */
  readonly script: number;
  /** Without the looks but for the lists of replicas and upstreams, which the procedure has too. */
  readonly bare: number;
  /** How many commands the request ran. */
  readonly commands: number;
}

export const request: Bench = {
  name: 'request',
  title: 'A whole request, from the slash command to its last step',
  async run(scale) {
    const atOnce = await measure(scale, 0, scale.quick ? 1 : 12);
    const slow = await measure(scale, scale.quick ? 50 : 1_000, scale.quick ? 1 : 3);
    return {
      rows: [...rowsFor(scale, atOnce, 0), ...rowsFor(scale, slow, 1_000)],
      notes: [
        `${atOnce.length} requests over clusters that answer at once, ${slow.length} over clusters that take ${scale.quick ? '50 ms' : '1 s'} for each command; request, script, and a script of the changes and the lists of replicas and upstreams alone, in turns.`,
        `A request runs ${median(atOnce.map(({ commands }) => commands))} commands. The time from the question to the owner's click is left out, and the ${settleMs} ms that the last step rests between its looks. The stream is empty of new messages: what replication itself takes is not in it.`,
        'The simulated maprcli is a bash script that asks a server: some 15 ms, in the place of the JVM of a second or more.',
      ],
    };
  },
};

function rowsFor(scale: Scale, rounds: readonly Round[], latencyMs: number): Row[] {
  const of = (read: (round: Round) => number) => median(rounds.map(read));
  const [took, script, bare] = [of((r) => r.request), of((r) => r.script), of((r) => r.bare)];
  const over = took - script;
  const where = latencyMs === 0 ? 'clusters answer at once' : '1 s a command';
  const limit = latencyMs === 0 ? 50 : script / 100;
  return [
    {
      what: `${where}: over the script with looks`,
      measured: time(over),
      beside: `script ${time(script)}, request ${time(took)}`,
      ratio: took / script,
      target: latencyMs === 0 ? 'under 50 ms' : 'under 1 %',
      met: reached(scale, over < limit),
    },
    {
      what: `${where}: over the changes and lists alone`,
      measured: time(took - bare),
      beside: `script ${time(bare)}`,
      ratio: took / bare,
      target: '',
      met: null,
    },
  ];
}

async function measure({ say }: Scale, latencyMs: number, rounds: number): Promise<Round[]> {
  const settings = { ...quick, timeouts: { ...quick.timeouts, settle: `${settleMs}ms` } };
  const site = await startTestSite({ settings });
  try {
    // The first one warms up what is loaded when it is needed.
    await runRequest(site, await newScenario(site, 1));
    if (latencyMs > 0) await site.clusters.faults.set({ latency: { ms: latencyMs } });
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const scenario = await newScenario(site, 1);
      const since = Date.now();
      const took = await runRequest(site, scenario);
      const runs = await runsOf(site, scenario, since);
      const script = await runScript(site, runs, scenario, await newScenario(site, 1));
      const procedure = runs.filter(isOfTheProcedure);
      const bare = await runScript(site, procedure, scenario, await newScenario(site, 1));
      measured.push({ request: took, script, bare, commands: runs.length });
      say(
        `${round} of ${rounds} at ${time(latencyMs)}: request ${time(took)}, script ${time(script)}, without looks ${time(bare)}`,
      );
    }
    return measured;
  } finally {
    await site.stop();
  }
}

/** @returns the milliseconds that it took, without those in which an owner was waited for */
async function runRequest(site: TestSite, scenario: Scenario): Promise<number> {
  const id = await ask(site, scenario);
  await approve(site, scenario, id);
  await expectWhole(site, scenario, id);
  const { entries } = (await readTrail(site.connection, id)) ?? { entries: [] };
  const events = entries.flatMap((entry) => readEvent(entry) ?? []);
  const at = (type: Event['type']) => {
    const event = events.find((each) => each.type === type);
    if (!event) throw new Error(`${id} has no ${type}`);
    return event.at;
  };
  const waited = at('consent.granted') - at('consent.asked');
  return at('ended') - at('requested') - waited - settleMs;
}

/** @param since of the clock, in milliseconds */
async function runsOf(
  site: TestSite,
  { source, replica }: Scenario,
  since: number,
): Promise<Run[]> {
  const runs = await site.clusters.journal();
  // Tickets and gateways are asked for without a stream's name; other streams are watched meanwhile.
  const isOwn = ({ line }: Run) =>
    line.includes(source) || line.includes(replica) || !line.includes('/mapr/');
  const last = runs.findLast(({ line }) => line.includes(source) || line.includes(replica));
  return runs.filter((run) => run.at >= since && run.at <= (last?.at ?? since) && isOwn(run));
}

/** What HPE’s manual procedure has; the lists as often as the request has looked at them. */
function isOfTheProcedure({ line, effect }: Run): boolean {
  return effect || /replica list|upstream list|copystream/.test(line);
}

/** Runs them for other streams, one after another, in a shell. @returns the milliseconds that it took */
async function runScript(
  site: TestSite,
  runs: readonly Run[],
  from: Scenario,
  to: Scenario,
): Promise<number> {
  const lines = runs.map(({ home, argv: [program = '', ...args] }) => {
    const words = args.map((word) =>
      word.replaceAll(from.source, to.source).replaceAll(from.replica, to.replica),
    );
    return [`${site.clusters.home(home)}/bin/${program}`, ...words].map(quoted).join(' ');
  });
  const script = ['set -e', ...lines.map((line) => `${line} >/dev/null || true`)].join('\n');
  const begun = performance.now();
  await execa('bash', ['-c', script]);
  const took = performance.now() - begun;
  const stream = await site.clusters.stream(to.source);
  if (stream?.replicas.length !== 1) throw new Error(`the script has not replicated ${to.source}`);
  return took;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
