/** A site whose processes are killed at chosen points, and started again as a supervisor would. */

import { type Program, startProgram } from '../../sandbox/program.ts';
import { type RedisTap, type TapPoint, tapRedis } from '../../sandbox/redis-tap.ts';
import type { SiteOptions } from '../../sandbox/site.ts';
import { type EventOf, procedureOf } from '../../src/jobs/events.ts';
import type { Procedure } from '../../src/jobs/plan.ts';
import { startTestSite, type TestSite } from '../e2e/scenario.ts';

export type Post = 'bot' | 'sanfrancisco' | 'newyork';

/** A process that was killed: where, and when (milliseconds since 1970). */
export interface Kill {
  readonly post: Post;
  readonly why: string;
  readonly at: number;
}

export interface Bench {
  readonly site: TestSite;
  readonly kills: readonly Kill[];
  /** Every line that an ended or living process has written, the last ones of each. */
  lines(): readonly string[];
  /**
   * The requests for a procedure that a bot has begun to write down about a source, as soon as it does: before any
   * worker can be at them. One that did not get through to Redis is among them.
   */
  requestsFor(source: string, procedure: Procedure): readonly string[];
  /** Has a request that somebody else than a bot is about to write down counted among these. */
  announce(source: string, procedure: Procedure, request: string): void;
  /**
   * Kills whichever process of these posts gets to the point first.
   * @param fired told when, in milliseconds since 1970
   * @returns takes it out again
   */
  arm(
    posts: readonly Post[],
    point: Omit<TapPoint, 'reached'>,
    why: string,
    fired: (at: number) => void,
  ): () => void;
  /** Kills one of a post's processes, or asks it to stop. */
  strike(post: Post, signal: 'SIGKILL' | 'SIGTERM', index: number): void;
  stop(): Promise<void>;
}

/** Workers for each cluster; bots. */
const crew: readonly Post[] = [
  'bot',
  ...Array<Post>(3).fill('sanfrancisco'),
  ...Array<Post>(3).fill('newyork'),
];

type Requested = EventOf<'requested'>;

interface Armed {
  readonly posts: readonly Post[];
  readonly why: string;
  readonly point: Omit<TapPoint, 'reached'>;
  fired(at: number): void;
}

export async function startBench(options: SiteOptions = {}): Promise<Bench> {
  const site = await startTestSite({ ...options, empty: true });
  const armed = new Set<Armed>();
  const kills: Kill[] = [];
  const programs: Program[] = [];
  const living = new Map<Post, Map<Program, RedisTap>>();
  const disarms = new Map<Armed, (() => void)[]>();
  const begun = new Map<string, string[]>();
  let stopping = false;

  const keepers = crew.map(async (post) => {
    await keep(post, await launch(post));
  });
  await Promise.race([untilManned(), Promise.all(keepers)]);

  return {
    site,
    kills,
    lines: () =>
      programs.flatMap(({ role, pid, lines }) => lines.map((line) => `${role}/${pid} ${line}`)),
    requestsFor: (source, procedure) => begun.get(`${procedure} ${source}`) ?? [],
    announce,
    arm(posts, point, why, fired) {
      const one = { posts, point, why, fired };
      armed.add(one);
      for (const post of posts) {
        for (const [program, tap] of living.get(post) ?? []) install(one, post, program, tap);
      }
      return () => disarm(one);
    },
    strike(post, signal, index) {
      const all = [...(living.get(post)?.keys() ?? [])];
      const program = all[index % Math.max(all.length, 1)];
      if (program) kill(post, program, `${signal} at random`, signal);
    },
    async stop() {
      stopping = true;
      await Promise.all(programs.map((program) => program.kill()));
      await Promise.all(keepers);
      await site.stop();
    },
  };

  async function launch(post: Post): Promise<Program> {
    const tap = await tapRedis(site.redis.url, witness);
    const env = post === 'bot' ? site.env('bot') : site.env('worker', post);
    const program = startProgram(post === 'bot' ? 'bot' : 'worker', { ...env, REDIS_URL: tap.url });
    programs.push(program);
    const there = living.get(post) ?? new Map<Program, RedisTap>();
    living.set(post, there.set(program, tap));
    for (const one of armed) if (one.posts.includes(post)) install(one, post, program, tap);
    program.ended.then(async () => {
      there.delete(program);
      await tap.close();
    });
    return program;
  }

  function witness(words: readonly Buffer[]): void {
    const word = words.find((each) => each.includes('"type":"requested"'));
    if (!word) return;
    const event = JSON.parse(word.toString()) as Requested;
    announce(event.plan.source, procedureOf(event), event.request);
  }

  function announce(source: string, procedure: Procedure, request: string): void {
    const key = `${procedure} ${source}`;
    begun.set(key, [...(begun.get(key) ?? []), request]);
  }

  /** As systemd's Restart=always would. */
  async function keep(post: Post, first: Program): Promise<void> {
    for (let program = first; ; program = await launch(post)) {
      await program.ended;
      if (stopping) return;
    }
  }

  async function untilManned(): Promise<void> {
    while (programs.length < crew.length) await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all(programs.map(({ ready }) => ready));
  }

  function install(one: Armed, post: Post, program: Program, tap: RedisTap): void {
    const reached = () => {
      disarm(one);
      kill(post, program, one.why, 'SIGKILL');
      one.fired(Date.now());
    };
    const out = tap.arm({ ...one.point, reached });
    disarms.set(one, [...(disarms.get(one) ?? []), out]);
  }

  function disarm(one: Armed): void {
    armed.delete(one);
    for (const out of disarms.get(one) ?? []) out();
    disarms.delete(one);
  }

  function kill(post: Post, { pid }: Program, why: string, signal: 'SIGKILL' | 'SIGTERM'): void {
    kills.push({ post, why, at: Date.now() });
    process.kill(pid, signal);
  }
}
