import { expect, it } from 'vitest';
import { record, streamName } from '../../bench/throughput/replay.ts';
import type { Answer, MaprCommand } from '../../src/mapr/command.ts';
import type { Mapr } from '../../src/mapr/run.ts';

function asks(...args: string[]): MaprCommand<string> {
  return { program: 'maprcli', args, changes: false, cluster: 'x', read: ({ stdout }) => stdout };
}

/** Answers with how often it was asked, and what for. */
function counting(): Mapr {
  let times = 0;
  return {
    home: '/opt/mapr',
    isByRest: () => false,
    async run(command, { onAnswer } = {}) {
      times += 1;
      const answer: Answer = {
        exitCode: 0,
        stdout: `${times}: ${command.args.join(' ')}`,
        stderr: '',
        timedOut: false,
        durationMs: 1,
        startedAt: 0,
      };
      onAnswer?.(answer);
      return command.read(answer);
    },
    start() {
      throw new Error('nothing is started here');
    },
  };
}

it('answers each stream as the recorded one was answered, time by time', async () => {
  const { mapr, replay } = record(counting(), streamName('first'));
  const path = (index: string) => `/mapr/x/${streamName(index)}`;
  await mapr.run(asks('info', path('first')));
  await mapr.run(asks('info', path('first')));
  await mapr.run(asks('gateways'));
  const played = replay();
  expect(await played.run(asks('info', path('a')))).toBe(`1: info ${path('a')}`);
  expect(await played.run(asks('info', path('b')))).toBe(`1: info ${path('b')}`);
  expect(await played.run(asks('info', path('a')))).toBe(`2: info ${path('a')}`);
  expect(await played.run(asks('gateways'))).toBe('3: gateways');
  expect(await played.run(asks('gateways'))).toBe('3: gateways');
});

it('answers nothing that the recorded request has not asked', async () => {
  const { mapr, replay } = record(counting(), streamName('first'));
  await mapr.run(asks('info', streamName('first')));
  const played = replay();
  await played.run(asks('info', streamName('a')));
  await expect(played.run(asks('info', streamName('a')))).rejects.toThrow(/not run this so often/);
  await expect(played.run(asks('delete', streamName('a')))).rejects.toThrow(/not run this/);
});
