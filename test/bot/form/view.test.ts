import type { InputBlock, KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkView } from '../../../sandbox/slack/block-kit/view.ts';
import { plain } from '../../../sandbox/slack/index.ts';
import {
  clusterValue,
  type Filled,
  fields,
  filledIn,
  nothingFilledIn,
  readOrigin,
  writeOrigin,
} from '../../../src/bot/form/fields.ts';
import { formView, shownAs } from '../../../src/bot/form/view.ts';
import { textMessage } from '../../../src/bot/views/blocks.ts';
import { renderDryRun } from '../../../src/bot/views/dry-run.ts';
import { ways } from '../../../src/bot/views/option-words.ts';
import { setUps } from '../../../src/jobs/plan.ts';
import { defaultOptions } from '../../../src/mapr/options.ts';
import { options, words } from '../views/arbitrary.ts';
import { stateOf } from '../views/logs.ts';

const here = { channel: 'C0DATA', thread: null, from: null };
const clusters = ['sanfrancisco', 'newyork'];

function view(filled: Partial<Filled>, more: Partial<typeof here> = {}) {
  return formView(shownAs({ ...here, ...more }, { ...nothingFilledIn, ...filled }, null, clusters));
}

function shown(filled: Partial<Filled>) {
  return plain({ blocks: view(filled).blocks });
}

/** The names of the fields, in their order. */
function fieldsOf({ blocks }: ReturnType<typeof view>) {
  return inputsOf(blocks).map(({ label }) => label.text);
}

function inputsOf(blocks: readonly KnownBlock[]): InputBlock[] {
  return blocks.filter((block): block is InputBlock => block.type === 'input');
}

const complete = { from: 'sanfrancisco', stream: '/activity', to: 'newyork' };

describe('the form', () => {
  it('asks for all of it, and for the channel only where none is known', () => {
    const all = [
      'Source cluster',
      'Stream',
      'Replica cluster',
      'Path of the replica',
      'Options',
      'Compression',
      'Set-up',
    ];
    expect(fieldsOf(view({}))).toEqual(all);
    expect(
      fieldsOf(formView(shownAs({ ...here, channel: null }, nothingFilledIn, null, clusters))),
    ).toEqual([...all, 'Channel']);
  });

  it('asks for another channel where that one will not do, and says why', () => {
    const refused = { part: 'channel', message: textMessage('I am not in this channel.') } as const;
    const form = formView(shownAs(here, nothingFilledIn, refused, clusters));
    expect(fieldsOf(form)).toContain('Channel');
    expect(plain({ blocks: form.blocks })).toMatch(/✕ I am not in this channel\.\nChannel/);
  });

  it('says of each option what it does', () => {
    expect(shown({})).toMatch(/Throttle.*Synchronous.*Encrypt/s);
    const boxes = inputsOf(view({}).blocks).flatMap(({ element }) =>
      element.type === 'checkboxes' ? element.options : [],
    );
    expect(boxes).toHaveLength(3);
    for (const { description } of boxes) expect(description?.text).toMatch(/^[A-Z].{8,}/);
  });

  it('shows no commands before it knows which', () => {
    expect(shown({ from: 'sanfrancisco', stream: '/activity' })).toMatch(/shown here once/);
  });

  it('proposes the path of the source, and never types it for anybody', () => {
    const path = view(complete).blocks.find(({ block_id }) => block_id === fields.path);
    expect(path).toMatchObject({ element: { placeholder: { text: '/activity' } } });
    expect(path).not.toHaveProperty('element.initial_value');
  });

  it('shows the very commands that a plan shows', () => {
    const begun = stateOf('fresh');
    const state = { ...begun, dryRun: true, phase: 'ended' } as const;
    const dryRun = renderDryRun(state);
    const [commands] = (dryRun?.blocks ?? []).filter(({ type }) => type === 'rich_text');
    const { source, options } = state.plan;
    const filled = { ...complete, stream: source.replace('/mapr/sanfrancisco', ''), options };
    expect(commands).toBeDefined();
    expect(view(filled).blocks).toContainEqual(commands);
  });

  it('shows the options in the commands', () => {
    const text = shown({
      ...complete,
      options: { ...defaultOptions, throttle: true, compression: 'lz4' },
    });
    expect(text).toMatch(/replica add .*-throttle true/);
    expect(text).toMatch(/-networkcompression lz4/);
  });

  it('shows the one command of a set-up by the cluster, and that both agree before it', () => {
    const text = shown({ ...complete, how: 'autosetup' });
    expect(text).toMatch(/2\. maprcli stream replica autosetup .* -directcopy true/);
    expect(text).toMatch(/Before step 1, an owner/);
    expect(text).not.toMatch(/copystream/);
  });

  it('offers every way to set up, the ordinary one chosen, and says of the chosen one when it is the better', () => {
    const radio = inputsOf(view({}).blocks).find(({ block_id }) => block_id === fields.how);
    expect(radio?.element).toMatchObject({
      options: Object.values(ways).map(({ name }) => ({ text: { text: name } })),
      initial_option: { value: 'replicate' },
    });
    for (const how of setUps) expect(shown({ ...complete, how })).toContain(ways[how].limits);
  });

  it('shows the commands of a set-up into a stream that is there: it makes none', () => {
    const text = shown({ ...complete, how: 'join' });
    expect(text).toMatch(/1\. maprcli stream replica add .*5\. mapr copystream/s);
    expect(text).toMatch(/Before step 3, an owner/);
    expect(text).not.toMatch(/stream create/);
  });

  it('says what is wrong in place of the commands', () => {
    const text = shown({ ...complete, stream: '/a/../b' });
    expect(text).toMatch(/✕ "\/a\/\.\.\/b": a name in the path cannot be "\.\."/);
    expect(text).not.toContain('maprcli');
  });

  it('tells where the story will be told', () => {
    expect(plain({ blocks: view({}).blocks, names: { C0DATA: 'data-platform' } })).toContain(
      'What happens is told in #data-platform.',
    );
  });

  it('keeps the ids of its fields whatever is filled in, so that Slack keeps what is', () => {
    const ids = (filled: Partial<Filled>) =>
      inputsOf(view(filled).blocks).map(({ block_id, element }) => [block_id, element.action_id]);
    expect(ids(complete)).toEqual(ids({}));
    expect(ids({ ...complete, stream: '..' })).toEqual(ids({}));
  });
});

const name = fc
  .stringMatching(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}$/)
  .filter((s) => !/^\.+$/.test(s));
const someClusters = fc.uniqueArray(name, { minLength: 1, maxLength: 230 });
const part = fc.constantFrom(
  'person' as const,
  'channel' as const,
  'source' as const,
  'replica' as const,
);
const refused = fc.option(
  fc.record({ part, message: words.map((text) => textMessage(text || '-')) }),
);
const typed = fc.oneof(
  words,
  fc.constantFrom('?', '/a', 'a b', '/mapr/x/y'),
  name.map((n) => `/${n}`),
);

it('is a view that Slack takes, whatever is configured, typed, refused and chosen', () => {
  const forms = someClusters.chain((clusters) => {
    const cluster = fc.option(fc.oneof(fc.constantFrom(...clusters.map(clusterValue)), words));
    return fc.record({
      clusters: fc.constant(clusters),
      refused,
      origin: fc.record({
        channel: fc.option(fc.constant('C0123456789')),
        thread: fc.option(fc.constant('1700000000.000100')),
        from: cluster.map((value) => value?.slice(0, 200) ?? null),
      }),
      filled: fc.record({
        from: cluster,
        to: cluster,
        stream: fc.option(typed),
        path: typed,
        options,
        how: fc.constantFrom(...setUps),
        channel: fc.option(fc.constant('C0123')),
      }),
    });
  });
  fc.assert(
    fc.property(forms, ({ clusters, refused, origin, filled }) => {
      const form = formView(shownAs(origin, filled, refused, clusters));
      expect(checkView(form, 'modal', {})).toEqual([]);
      expect(readOrigin(form.private_metadata ?? '')).toEqual(origin);
    }),
    { numRuns: 120 },
  );
});

it('reads back what Slack says is filled in', () => {
  const held = (value: string) => ({ selected_option: { value } });
  const values = {
    [fields.from]: { [fields.from]: held('sanfrancisco') },
    [fields.stream]: { [fields.stream]: held('/activity') },
    [fields.to]: { [fields.to]: held('newyork') },
    [fields.path]: { [fields.path]: { value: '/x' } },
    [fields.options]: { [fields.options]: { selected_options: [{ value: 'encrypt' }] } },
    [fields.compression]: { [fields.compression]: held('zlib') },
    [fields.how]: { [fields.how]: held('join') },
    [fields.channel]: { [fields.channel]: { selected_conversation: 'C0' } },
  };
  expect(filledIn({ values })).toEqual({
    ...complete,
    path: '/x',
    options: { throttle: false, synchronous: false, encrypt: true, compression: 'zlib' },
    how: 'join',
    channel: 'C0',
  });
  expect(filledIn({ values: { [fields.path]: { [fields.path]: { value: null } } } })).toEqual(
    nothingFilledIn,
  );
  expect(readOrigin(writeOrigin(here))).toEqual(here);
});
