import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/bot/grammar.ts';
import { notUnderstood } from '../../src/bot/views/answers.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { faultsOf } from './views/valid.ts';

const clusters = ['sanfrancisco', 'newyork', 'plan', 'help'];
const [source, replica] = ['/mapr/sanfrancisco/activity', '/mapr/newyork/activity'];

function parse(text: string) {
  return parseCommand(text, clusters);
}

function replicate(more: object = {}) {
  return { kind: 'replicate', plans: [{ source, replica, options: defaultOptions }], ...more };
}

describe('understands', () => {
  it.each([
    ['a path and a cluster', 'sanfrancisco/activity newyork'],
    ['the global form', '/mapr/sanfrancisco/activity /mapr/newyork'],
    ['a cluster with a slash', 'sanfrancisco/activity newyork/'],
    ['both paths', 'sanfrancisco/activity newyork/activity'],
    ['blanks of all kinds', '  sanfrancisco/activity\u00a0\tnewyork\u202f '],
    ['quotes and backticks', '“sanfrancisco/activity” `newyork`'],
    ['what copying brings along', '\u200bsanfrancisco/acti\u00advity newyork\u200f\ufeff'],
  ])('%s', (_, text) => {
    expect(parse(text)).toEqual(replicate());
  });

  it.each([
    ['deeper paths', '/mapr/sanfrancisco/apps/x/a newyork', '/mapr/newyork/apps/x/a'],
    ['another path', 'sanfrancisco/apps/x/a newyork/apps/x/a_sf', '/mapr/newyork/apps/x/a_sf'],
    ['the same cluster', 'sanfrancisco/a sanfrancisco/b', '/mapr/sanfrancisco/b'],
    ['a cluster called as a verb', 'plan/a help', '/mapr/help/a'],
  ])('%s', (_, text, to) => {
    expect(parse(text)).toMatchObject({ kind: 'replicate', plans: [{ replica: to }] });
  });

  it.each([
    ['--throttle', { throttle: true }],
    ['--synchronous --encrypt', { synchronous: true, encrypt: true }],
    ['--compression lz4', { compression: 'lz4' }],
    ['--compression=off', { compression: 'off' }],
    ['—encrypt –throttle', { encrypt: true, throttle: true }],
  ])('%s, anywhere after the verb', (typed, changed) => {
    const options = { ...defaultOptions, ...changed };
    for (const text of [
      `${typed} sanfrancisco/activity newyork`,
      `sanfrancisco/activity ${typed} newyork`,
      `sanfrancisco/activity newyork ${typed}`,
    ]) {
      expect(parse(text)).toEqual(replicate({ plans: [{ source, replica, options }] }));
    }
  });

  it('no way to set up for what is there already', () => {
    expect(parse('edit sanfrancisco/a newyork --autosetup')).toMatchObject({
      kind: 'misunderstood',
      what: expect.stringMatching(/"--autosetup" is not an option/),
    });
  });

  it.each(['audit abcd2345', 'Audit ABCD2345', ' audit `abcd2345` '])('%s', (text) => {
    expect(parse(text)).toEqual({ kind: 'audit', request: 'abcd2345' });
  });

  it.each([
    ['audit', /The request is missing/, 2],
    ['audit sanfrancisco/activity', /"sanfrancisco\/activity" is not the id of a request/, 2],
    ['audit abcd2345 newyork', /a word too many/, 3],
    ['audit abcd1345', /is not the id/, 2],
  ])('what is wrong with "%s"', (text, what, position) => {
    expect(parse(text)).toMatchObject({
      kind: 'misunderstood',
      what: expect.stringMatching(what),
      position,
      example: '/replicate audit abcd2345',
    });
  });

  it.each(['plan sanfrancisco/activity newyork', 'Plan sanfrancisco/activity newyork'])(
    '%s',
    (text) => {
      expect(parse(text)).toEqual(replicate({ kind: 'plan' }));
    },
  );

  it('a set-up by the cluster itself, wherever its option stands, and a plan of it', () => {
    expect(parse('--autosetup sanfrancisco/activity newyork')).toEqual(
      replicate({ kind: 'autosetup' }),
    );
    expect(parse('sanfrancisco/activity newyork —autosetup --encrypt')).toMatchObject({
      kind: 'autosetup',
      plans: [{ options: { encrypt: true } }],
    });
    expect(parse('plan sanfrancisco/activity newyork --autosetup')).toEqual(
      replicate({ kind: 'plan-autosetup' }),
    );
  });

  it('a set-up into a stream that is there, in the word of MapR, and a plan of it', () => {
    expect(parse('sanfrancisco/activity newyork --use-existing-replica')).toEqual(
      replicate({ kind: 'join' }),
    );
    expect(parse('plan --use-existing-replica sanfrancisco/activity newyork')).toEqual(
      replicate({ kind: 'plan-join' }),
    );
    expect(parse('edit sanfrancisco/a newyork --use-existing-replica')).toMatchObject({
      kind: 'misunderstood',
      position: 4,
    });
  });

  it('a set-up in both directions, and a plan of it', () => {
    expect(parse('sanfrancisco/activity newyork --multi-master')).toEqual(
      replicate({ kind: 'multi-master' }),
    );
    expect(parse('plan sanfrancisco/activity newyork --multi-master')).toEqual(
      replicate({ kind: 'plan-multi-master' }),
    );
  });

  it.each(['', '  ', '\u200b', '""'])('"%s" as a call for the form', (text) => {
    expect(parse(text)).toEqual({ kind: 'form' });
  });

  it.each(['help', 'Help me', '--help', '—help', '?'])('"%s" as a call for help', (text) => {
    expect(parse(text)).toMatchObject({ kind: 'help' });
  });
});

describe('understands several streams in braces', () => {
  const pairs = (text: string) => {
    const command = parse(text);
    if (!('plans' in command)) throw new Error(JSON.stringify(command));
    return command.plans.map(({ source, replica }) => [source, replica].join(' '));
  };

  it.each([
    ['with the same path on a cluster', 'sanfrancisco/{a,b/c} newyork', ['a a', 'b/c b/c']],
    ['with blanks between them', 'sanfrancisco/{a, b ,c} newyork', ['a a', 'b b', 'c c']],
    [
      'in more than one place',
      'sanfrancisco/{x,y}/{a,b} newyork/',
      ['x/a x/a', 'x/b x/b', 'y/a y/a', 'y/b y/b'],
    ],
    ['each with its own replica', 'sanfrancisco/{a,b} newyork/{c,d}', ['a c', 'b d']],
    ['one with several replicas', 'sanfrancisco/a newyork/{b,c}', ['a b', 'a c']],
    ['alone between them', 'sanfrancisco/{a} newyork', ['a a']],
  ])('%s', (_, text, names) => {
    const expected = names.map((name) => {
      const [from, to] = name.split(' ');
      return `/mapr/sanfrancisco/${from} /mapr/newyork/${to}`;
    });
    expect(pairs(text)).toEqual(expected);
  });

  it('on several clusters', () => {
    expect(pairs('sanfrancisco/a {newyork,plan}')).toEqual([
      '/mapr/sanfrancisco/a /mapr/newyork/a',
      '/mapr/sanfrancisco/a /mapr/plan/a',
    ]);
  });

  it('with options, which are those of each', () => {
    expect(parse('plan sanfrancisco/{a,b} newyork --encrypt')).toMatchObject({
      kind: 'plan',
      plans: [{ options: { encrypt: true } }, { options: { encrypt: true } }],
    });
  });

  const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);
  it('twenty at most', () => {
    expect(pairs(`sanfrancisco/{${names(20)}} newyork`)).toHaveLength(20);
    expect(parse(`sanfrancisco/{${names(21)}} newyork`)).toMatchObject({
      kind: 'misunderstood',
      what: 'At most 20 streams can be asked for together, not 21.',
    });
    const far = Array.from({ length: 8 }, () => `{${names(30)}}`).join('');
    expect(parse(`sanfrancisco/${far} newyork`)).toMatchObject({ kind: 'misunderstood' });
  });

  it.each([
    ['sanfrancisco/{a,b newyork', 'sanfrancisco/{a,b', 1, /braces .* do not match/],
    ['sanfrancisco/a} newyork', 'sanfrancisco/a}', 1, /braces .* do not match/],
    ['sanfrancisco/{a,{b,c}} newyork', 'sanfrancisco/{a,{b,c}}', 1, /braces .* do not match/],
    ['sanfrancisco/{a,,b} newyork', 'sanfrancisco/{a,,b}', 1, /A name is missing/],
    ['sanfrancisco/{} newyork', 'sanfrancisco/{}', 1, /A name is missing/],
    ['sanfrancisco/{a,b:c} newyork', 'sanfrancisco/b:c', 1, /cannot contain ":"/],
    ['sanfrancisco/{a,b} newyork/{c,d,e}', 'newyork/{c,d,e}', 2, /2 sources and 3 replicas/],
    ['sanfrancisco/{a,b} newyork/c', 'newyork/c', 2, /2 streams cannot have the one replica/],
    ['sanfrancisco/{a,a} newyork', 'newyork', 2, /newyork\/a is named twice/],
    ['sanfrancisco/{a,b} sanfrancisco/{b,c}', 'sanfrancisco/{b,c}', 2, /is named twice/],
    ['pause sanfrancisco/{a,b} newyork', 'sanfrancisco/{a,b}', 2, /One replication at a time/],
  ])('but not %s', (text, word, position, what) => {
    expect(parse(text)).toMatchObject({
      kind: 'misunderstood',
      what: expect.stringMatching(what),
      word,
      position,
    });
  });
});

describe('says what was wrong, and at which word', () => {
  it.each([
    ['sanfrancisco/activity', '', 2, /replica is missing/],
    ['plan', '', 2, /source is missing/],
    [
      'sanfransisco/activity newyork',
      'sanfransisco/activity',
      1,
      /Did you mean sanfrancisco\? There are: sanfrancisco, newyork/,
    ],
    ['sanfrancisco/activity tokyo', 'tokyo', 2, /"tokyo" is not a cluster that I know\. There are/],
    ['sanfrancisco newyork', 'sanfrancisco', 1, /no stream in it/],
    ['/apps/x newyork', '/apps/x', 1, /begins with a cluster/],
    ['sanfrancisco/activity sanfrancisco', 'sanfrancisco', 2, /same stream/],
    ['sanfrancisco/a newyork now', 'now', 3, /a word too many/],
    ['sanfrancisco/a newyork --thottle', '--thottle', 3, /Did you mean --throttle\?/],
    ['sanfrancisco/a newyork --delete', '--delete', 3, /There are: --throttle, --synchr/],
    ['sanfrancisco/a newyork --autosetp', '--autosetp', 3, /Did you mean --autosetup\?/],
    [
      'sanfrancisco/a newyork --autosetup --use-existing-replica',
      '--use-existing-replica',
      4,
      /--autosetup and --use-existing-replica do not go together: .* Leave one of them out/,
    ],
    [
      'sanfrancisco/a newyork --multi-master --autosetup',
      '--autosetup',
      4,
      /--multi-master and --autosetup do not go together: the cluster would let both directions/,
    ],
    [
      'sanfrancisco/a newyork --use-existing-replica --multi-master',
      '--multi-master',
      4,
      /--use-existing-replica and --multi-master do not go together: MapR sets both directions up/,
    ],
    ['sanfrancisco/a newyork --multimaster', '--multimaster', 3, /Did you mean --multi-master\?/],
    [
      'sanfrancisco/a newyork --use-existing-replica --use-existing-replica',
      '--use-existing-replica',
      4,
      /given twice/,
    ],
    ['sanfrancisco/a newyork --autosetup=yes', '--autosetup=yes', 3, /takes no value/],
    ['--autosetup sanfrancisco/a newyork --autosetup', '--autosetup', 4, /is given twice/],
    ['sanfrancisco/a newyork --encrypt=no', '--encrypt=no', 3, /takes no value/],
    ['sanfrancisco/a newyork --compression', '--compression', 3, /none is given/],
    ['sanfrancisco/a --compression --encrypt newyork', '--compression', 2, /none is given/],
    ['sanfrancisco/a newyork --compression zip', 'zip', 4, /off, lz4, lzf, zlib, not "zip"/],
    ['sanfrancisco/a newyork --encrypt --encrypt', '--encrypt', 4, /given twice/],
    ['sanfrancisco/../etc newyork', 'sanfrancisco/../etc', 1, /cannot be "\.\."/],
    ['sanfrancisco/a;rm newyork', 'sanfrancisco/a;rm', 1, /cannot contain ";"/],
    ['sanfrancisco/a:topic newyork', 'sanfrancisco/a:topic', 1, /cannot contain ":"/],
    ['sanfrancisco/&lt;a&gt; newyork', 'sanfrancisco/<a>', 1, /cannot contain "<"/],
    ['sanfrancisco/&amp;lt; newyork', 'sanfrancisco/&lt;', 1, /cannot contain "&"/],
  ])('%s', (text, word, position, what) => {
    expect(parse(text)).toEqual({
      kind: 'misunderstood',
      what: expect.stringMatching(what),
      word,
      position,
      example: '/replicate sanfrancisco/activity newyork',
    });
  });
});

describe('whatever is typed', () => {
  const vocabulary = fc.constantFrom(
    ...[
      'sanfrancisco',
      '/mapr/',
      'newyork',
      '/',
      '..',
      'activity',
      '--',
      '-rf',
      'compression',
      '=',
    ],
    ...[
      'lz4',
      'plan ',
      'cancel ',
      'abcd2345',
      'help ',
      '&amp;',
      '&lt;',
      '"',
      '`',
      '—',
      '{',
      '}',
      ',',
      '{a,b}',
      ' ',
      '\u00a0',
      ':',
      ';',
      '$(x)',
      '\0',
    ],
  );
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(vocabulary, { maxLength: 14 }).map((parts) => parts.join('')),
    fc
      .tuple(fc.array(vocabulary, { maxLength: 4 }), fc.array(vocabulary, { maxLength: 4 }))
      .map(([one, other]) => `sanfrancisco/${one.join('')} newyork/${other.join('')}`),
    fc.tuple(vocabulary, fc.nat(4_000)).map(([part, times]) => part.repeat(times)),
  );

  it('gets an answer, and only paths that need no quoting anywhere get through', () => {
    const through = /^\/mapr\/[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)+$/;
    fc.assert(
      fc.property(typed, (text) => {
        const command = parse(text);
        if (command.kind === 'misunderstood') {
          expect(faultsOf(notUnderstood(command))).toEqual([]);
          expect(command.position).toBeGreaterThan(0);
        }
        if (command.kind !== 'replicate' && command.kind !== 'plan') return;
        for (const { source, replica } of command.plans) {
          for (const path of [source, replica]) {
            expect(path).toMatch(through);
            expect(path.split('/').some((part) => part === '..' || part.startsWith('-'))).toBe(
              false,
            );
            expect(clusters).toContain(path.split('/')[2]);
          }
          expect(source).not.toBe(replica);
        }
        const replicas = command.plans.map(({ replica }) => replica);
        expect(new Set(replicas).size).toBe(replicas.length);
        expect(replicas.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is answered within limits, however many clusters there are', () => {
    const many = Array.from({ length: 300 }, (_, index) => `cluster-${index}.${'x'.repeat(200)}`);
    const command = parseCommand('nowhere/a newyork', many);
    if (command.kind !== 'misunderstood') throw new Error(command.kind);
    expect(faultsOf(notUnderstood(command))).toEqual([]);
  });
});
