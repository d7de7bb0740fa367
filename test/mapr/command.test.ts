import { describe, expect, it } from 'vitest';
import { authtest } from '../../src/mapr/authtest.ts';
import { show } from '../../src/mapr/command.ts';
import { copystream } from '../../src/mapr/copystream.ts';
import { gatewayResolve } from '../../src/mapr/gateway-resolve.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { replicaAdd } from '../../src/mapr/replica-add.ts';
import { replicaAutosetup } from '../../src/mapr/replica-autosetup.ts';
import { replicaList } from '../../src/mapr/replica-list.ts';
import { replicaPause } from '../../src/mapr/replica-pause.ts';
import { replicaRemove } from '../../src/mapr/replica-remove.ts';
import { replicaResume } from '../../src/mapr/replica-resume.ts';
import { streamCreate } from '../../src/mapr/stream-create.ts';
import { streamDelete } from '../../src/mapr/stream-delete.ts';
import { streamInfo } from '../../src/mapr/stream-info.ts';
import { topicInfo } from '../../src/mapr/topic-info.ts';
import { topicList } from '../../src/mapr/topic-list.ts';
import { upstreamAdd } from '../../src/mapr/upstream-add.ts';
import { upstreamList } from '../../src/mapr/upstream-list.ts';
import { upstreamRemove } from '../../src/mapr/upstream-remove.ts';
import { answer, errorOf, failed, ok, replica, source } from './support.ts';

const short = '{\n\t"status":"OK",\n\t"total":2,\n\t"data":[\n\t\t{}\n\t]\n}\n';
const s = source;
const r = replica;
const pair = { source, replica };
const options = defaultOptions;

const looks = [
  [streamInfo(s), `maprcli stream info -path ${s}`, 'sanfrancisco'],
  [replicaList(s), `maprcli stream replica list -path ${s} -refreshnow true`, 'sanfrancisco'],
  [upstreamList(r), `maprcli stream upstream list -path ${r}`, 'newyork'],
  [topicList(r), `maprcli stream topic list -path ${r}`, 'newyork'],
  [topicInfo(r, 'clicks'), `maprcli stream topic info -path ${r} -topic clicks`, 'newyork'],
  [
    gatewayResolve('sanfrancisco', 'newyork'),
    'maprcli cluster gateway resolve -cluster sanfrancisco -dstcluster newyork',
    'sanfrancisco',
  ],
] as const;

const changes = [
  [
    streamCreate({ path: r, copyMetaFrom: s }),
    `maprcli stream create -path ${r} -copymetafrom ${s}`,
    'newyork',
  ],
  [streamDelete(r), `maprcli stream delete -path ${r}`, 'newyork'],
  [
    replicaAdd({ ...pair, options }),
    `maprcli stream replica add -path ${s} -replica ${r} -paused true`,
    'sanfrancisco',
  ],
  [
    replicaAutosetup({ ...pair, options }),
    `maprcli stream replica autosetup -path ${s} -replica ${r} -directcopy true`,
    'sanfrancisco',
  ],
  [
    replicaAutosetup({ ...pair, options: { ...options, synchronous: true, compression: 'lzf' } }),
    `maprcli stream replica autosetup -path ${s} -replica ${r} -directcopy true -synchronous true -networkcompression lzf`,
    'sanfrancisco',
  ],
  [replicaRemove(pair), `maprcli stream replica remove -path ${s} -replica ${r}`, 'sanfrancisco'],
  [replicaPause(pair), `maprcli stream replica pause -path ${s} -replica ${r}`, 'sanfrancisco'],
  [replicaResume(pair), `maprcli stream replica resume -path ${s} -replica ${r}`, 'sanfrancisco'],
  [upstreamAdd(pair), `maprcli stream upstream add -path ${r} -upstream ${s}`, 'newyork'],
  [upstreamRemove(pair), `maprcli stream upstream remove -path ${r} -upstream ${s}`, 'newyork'],
] as const;

const others = [
  [copystream(pair), `mapr copystream -src ${s} -dst ${r}`, 'sanfrancisco', true],
  [authtest('newyork'), 'maprlogin authtest -cluster newyork', 'newyork', false],
] as const;

describe('the command that', () => {
  it.each(looks)('looks: $args', (command, line, cluster) => {
    expect(show(command)).toBe(line);
    expect(command).toMatchObject({ program: 'maprcli', cluster, changes: false });
    expect(command.args.at(-1)).toBe('-json');
  });

  it.each(changes)('changes: $args', (command, line, cluster) => {
    expect(show(command)).toBe(line);
    expect(command).toMatchObject({ program: 'maprcli', cluster, changes: true });
    expect(command.args.at(-1)).toBe('-json');
  });

  it.each(others)('is no maprcli: $args', (command, line, cluster, changing) => {
    expect(show(command)).toBe(line);
    expect(command).toMatchObject({ cluster, changes: changing });
    expect(command.args).not.toContain('-json');
  });

  it('adds a replica with options says only what differs from the defaults', () => {
    const all = {
      throttle: true,
      synchronous: true,
      encrypt: true,
      compression: 'zlib',
    } as const;
    expect(show(replicaAdd({ ...pair, options: all }))).toBe(
      `maprcli stream replica add -path ${s} -replica ${r} -paused true -throttle true ` +
        '-synchronous true -networkencryption true -networkcompression zlib',
    );
    expect(show(replicaAdd({ ...pair, options: { ...options, compression: 'off' } }))).toMatch(
      / -networkcompression off$/,
    );
  });

  it('looks at a topic is not made for a name that reads as an option', () => {
    expect(() => topicInfo(r, '-json')).toThrow('cannot be passed on safely');
    expect(() => topicInfo(r, '')).toThrow('cannot be passed on safely');
  });
});

it('a shown command can be pasted in a shell', () => {
  const args = ['a b', "it's", '$HOME', '', '/x/y', '-json'];
  expect(show({ program: 'maprcli', args })).toBe(`maprcli 'a b' 'it'\\''s' '$HOME' '' /x/y`);
});

describe.each(changes.map(([command]) => command))('$args', (command) => {
  it('has worked when the reply says OK', () => {
    expect(command.read(ok())).toBeUndefined();
    const remark = { stderr: 'SLF4J: Failed to load class\n' };
    expect(command.read(ok([], remark))).toBeUndefined();
  });

  it.each([
    ['exit code 1 beside OK', ok([], { exitCode: 1 }), 'transient'],
    ['ERROR beside exit code 0', failed(17, 'File exists', { exitCode: 0 }), 'refused'],
    [
      'an ERROR line beside OK, as of a change half done',
      answer({ stdout: `${ok().stdout}ERROR (10003) -  mount failed\n` }),
      'unreadable',
    ],
    [
      'an ERROR line on stderr beside OK',
      ok([], { stderr: 'ERROR (10009) -  no CLDB\n' }),
      'unreadable',
    ],
    ['an ERROR line alone', answer({ stdout: 'ERROR (17) -  File exists\n' }), 'refused'],
    ['nothing printed', answer(), 'unreadable'],
    ['a table in place of JSON', answer({ stdout: 'a  b\n1  2\n' }), 'unreadable'],
    ['a reply cut short', answer({ stdout: ok().stdout.slice(0, -9) }), 'unreadable'],
    ['a signal', ok([], { exitCode: null }), 'transient'],
    ['our timeout, whatever it printed', ok([], { exitCode: null, timedOut: true }), 'timeout'],
  ] as const)('has not worked after %s', (_, given, fault) => {
    expect(errorOf(command, given).fault).toBe(fault);
  });
});

describe.each(looks.map(([command]) => command))('$args', (command) => {
  it.each([
    ['10009', failed(10009, 'no CLDB'), 'transient', 10009],
    ['13', failed(13, 'Permission denied'), 'refused', 13],
    ['no envelope', answer({ stdout: 'hello\n' }), 'unreadable', null],
    ['no envelope and exit code 255', answer({ exitCode: 255 }), 'transient', null],
    ['fewer rows than it counts', answer({ stdout: short }), 'unreadable', null],
    ['a row that is none', ok(['x' as unknown as object]), 'unreadable', null],
  ] as const)('cannot tell after %s', (_, given, fault, id) => {
    expect(errorOf(command, given)).toMatchObject({ fault, id });
  });
});
