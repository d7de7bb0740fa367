import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = new URL('../.github/workflows/', import.meta.url);
const texts = readdirSync(folder).map((name): [string, string] => [
  name,
  readFileSync(new URL(name, folder), 'utf8'),
]);
const workflows = new Map(texts.map(([name, text]) => [name, parse(text) as Workflow]));
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(texts)('%s', (name, text) => {
  const { permissions, jobs } = workflows.get(name) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  it('takes every action at a commit, and says which version that is', () => {
    const taken = text.split('\n').filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
    expect(taken.length).toBe(steps.filter(({ uses }) => uses).length);
    for (const line of taken) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may write nothing, unless a job says what', () => {
    expect(Object.values(permissions ?? { all: 'write' })).not.toContain('write');
    for (const [job, { uses, 'timeout-minutes': minutes }] of Object.entries(jobs)) {
      expect(uses ?? minutes, `${job} has no end`).toBeDefined();
    }
  });

  it('runs scripts that there are, and puts nothing that others wrote into a shell', () => {
    for (const { run = '' } of steps) {
      for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/g)) {
        expect(scripts).toHaveProperty([script]);
      }
      expect(run).not.toContain('${{');
    }
  });
});

it('tries the oldest Node.js that package.json takes, and the one of the image', () => {
  const { node } = workflows.get('ci.yml')?.jobs['test']?.strategy?.matrix ?? { node: [] };
  const oldest = Number(/\d+/.exec(engines.node)?.[0]);
  const image = Number(/node:(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))?.[1]);
  expect(node).toEqual([oldest, image]);
});

it('lets the tests of a release do nothing but read', () => {
  const { ci, package: packaged, publish } = workflows.get('release.yml')?.jobs ?? {};
  expect(ci?.permissions).toEqual({ contents: 'read' });
  expect(packaged?.permissions?.['contents']).toBe('read');
  // What may write to the repository runs no code of it.
  expect(publish?.steps?.some(({ run }) => run && /npm|node/.test(run))).toBe(false);
});
