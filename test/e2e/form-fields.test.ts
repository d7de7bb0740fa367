/** What is wrong with a form is said at the field that it is about, and what fits into a menu of Slack's. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { shortcuts } from '../../src/bot/listeners/form.ts';
import { localPath, parseStreamPath } from '../../src/mapr/path.ts';
import {
  filledInOf,
  fillIn,
  handIn,
  openForm,
  pick,
  requestsFor,
  untilShown,
  untilTaken,
} from './forms.ts';
import { ask, newScenario, type Scenario, startTestSite, type TestSite } from './scenario.ts';
import { approve, expectWhole } from './whole.ts';

const { maya, noor, sam, guest, outsider } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());

const choose = (user: string, field: string, what: string | readonly string[]) =>
  pick(site, user, field, what);

afterEach(async () => {
  for (const { id } of [maya, noor, sam]) {
    if (await site.slack.viewOf(id)) await site.slack.close(id, { all: true });
  }
});

/** What is said under the fields of a form that is handed in, in plain text; nothing of what is filled in is lost. */
async function faultsOf(user: string): Promise<Readonly<Record<string, string>>> {
  const filled = await filledInOf(site, user);
  const { outcome, errors = {} } = await handIn(site, user);
  expect(outcome).toBe('errors');
  expect(await filledInOf(site, user)).toEqual(filled);
  return errors;
}

async function opened(user: string): Promise<Scenario> {
  const scenario = await newScenario(site);
  await openForm(site, user, scenario.channel);
  await fillIn(site, user, scenario);
  return scenario;
}

/** From another cluster than the one that scenarios are from, to a path of its own. */
async function fillInFrom(
  user: string,
  from: string,
  source: string,
  to = 'sanfrancisco',
  path = '/another',
): Promise<void> {
  await choose(user, 'Source cluster', from);
  await choose(user, 'Stream', localPath(parseStreamPath(source)));
  await choose(user, 'Replica cluster', to);
  await choose(user, 'Path of the replica', path);
}

describe('each fault is said at its field', () => {
  it('a stream that is being made a replica itself', async () => {
    const scenario = await newScenario(site);
    await ask(site, scenario);
    await openForm(site, maya.id, scenario.channel);
    await fillInFrom(maya.id, 'newyork', scenario.replica);
    await untilShown(site, maya.id, /✕ .*is being made a replica itself/);
    expect(await faultsOf(maya.id)).toEqual({
      form_stream: expect.stringMatching(/is being made a replica itself.*Nothing was started/),
    });
    expect(await requestsFor(site, { source: scenario.replica })).toEqual([]);
  });

  it('a replica that somebody else has under way', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    await openForm(site, sam.id, scenario.channel);
    await fillIn(site, sam.id, scenario);
    await untilShown(site, sam.id, /✕ .*is under way already/);
    expect(await faultsOf(sam.id)).toEqual({
      form_to: expect.stringMatching(/is under way already.*Nothing was started/),
    });
    expect(await requestsFor(site, scenario)).toEqual([request]);
  });

  it('a replica that nobody else could approve', async () => {
    const { channel } = await newScenario(site);
    await openForm(site, maya.id, channel);
    // Both are hers and a guest's.
    await fillInFrom(maya.id, 'newyork', '/mapr/newyork/private/a', 'newyork', '/private/b');
    await untilShown(site, maya.id, /✕ Nobody else could approve/);
    expect(await faultsOf(maya.id)).toEqual({
      form_to: expect.stringMatching(/Nobody else could approve this.*@maya @guest/),
    });
    expect(await requestsFor(site, { source: '/mapr/newyork/private/a' })).toEqual([]);
  });

  it.each([
    ['a path that is none', '/a/../b', /cannot be "\.\."/],
    ['a path with blanks', '/a b', /"\/a b"/],
  ])('%s', async (_, path, words) => {
    const scenario = await opened(maya.id);
    await choose(maya.id, 'Path of the replica', path);
    await untilShown(site, maya.id, /✕ /);
    expect(await faultsOf(maya.id)).toEqual({ form_path: expect.stringMatching(words) });
    expect(await requestsFor(site, scenario)).toEqual([]);
  });

  it('the stream itself for a replica', async () => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, scenario.channel);
    await fillIn(site, maya.id, scenario, 'sanfrancisco');
    expect(await faultsOf(maya.id)).toEqual({ form_path: expect.any(String) });
    expect(await requestsFor(site, scenario)).toEqual([]);
  });
});

describe('the channel', () => {
  it.each([
    ['where the bot is not', 'C0ALONE', /✕ I am not in this channel/],
    ['that is shared', 'C0SHARED', /✕ This channel is shared/],
  ])('%s is refused as the form opens, and not proposed for another', async (_, where, words) => {
    const scenario = await newScenario(site);
    await openForm(site, maya.id, where);
    await untilShown(site, maya.id, words);
    expect((await filledInOf(site, maya.id))['form_channel']).toBeNull();
    await fillIn(site, maya.id, scenario);
    expect(await handIn(site, maya.id)).toMatchObject({
      outcome: 'invalid',
      errors: { form_channel: expect.any(String) },
    });
    await choose(maya.id, 'Channel', scenario.channel);
    expect((await handIn(site, maya.id)).outcome).toBe('closed');
    const [request = ''] = await requestsFor(site, scenario);
    expect((await site.store.read(request))?.channel).toBe(scenario.channel);
  });

  it('that is shared, and direct messages, are not in the menu', async () => {
    await site.slack.shortcut(maya.id, shortcuts.anywhere, { over: 'C0SHARED' });
    await untilShown(site, maya.id, /Channel/);
    expect((await filledInOf(site, maya.id))['form_channel']).toBeNull();
    for (const each of ['C0SHARED', '@bot']) {
      await expect(choose(maya.id, 'Channel', each)).rejects.toThrow(/is not offered/);
    }
  });

  it('where the bot is not is refused at its field, and taken as soon as the bot is invited', async () => {
    const scenario = await newScenario(site);
    await site.slack.shortcut(maya.id, shortcuts.anywhere);
    await site.slack.waitFor(() => site.slack.viewOf(maya.id));
    await fillIn(site, maya.id, scenario);
    await choose(maya.id, 'Channel', 'C0ALONE');
    await untilShown(site, maya.id, /✕ I am not in this channel/);
    expect(await faultsOf(maya.id)).toEqual({
      form_channel: expect.stringMatching(/not in this channel.*\/invite @replicate/),
    });
    expect(await requestsFor(site, scenario)).toEqual([]);
    await site.slack.inviteBot('C0ALONE');
    expect((await handIn(site, maya.id)).outcome).toBe('closed');
  });

  it.each([
    ['a guest', guest.id, /✕ Guests cannot ask/],
    ['somebody of another workspace', outsider.id, /✕ This is not available to people of other/],
  ])('is of no use to %s: the form says so as it opens', async (_, user, words) => {
    await site.slack.shortcut(user, shortcuts.anywhere);
    await untilShown(site, user, words);
    await site.slack.close(user);
  });
});

describe('a long path', () => {
  /** A stream with a path of so many characters. */
  async function ofLength(length: number): Promise<Scenario> {
    const scenario = await newScenario(site, 0);
    const rest = 'x'.repeat(length - localPath(parseStreamPath(scenario.source)).length);
    const [source, replica] = [scenario.source + rest, scenario.replica + rest];
    await site.clusters.createStream(source, { topics: { clicks: 1 } });
    return { ...scenario, source, replica };
  }

  it('of 150 characters is offered, shortened, and replicated whole', async () => {
    const scenario = await ofLength(150);
    const path = localPath(parseStreamPath(scenario.source));
    await openForm(site, maya.id, scenario.channel);
    await choose(maya.id, 'Source cluster', 'sanfrancisco');
    const [offer] = await site.slack.offers(maya.id, 'modal', 'Stream', path);
    expect(offer?.text).toMatch(/^\/stream.*….*x$/);
    await fillIn(site, maya.id, scenario);
    await untilShown(site, maya.id, new RegExp(`upstream add -path ${scenario.replica}`));
    await untilTaken(site, maya.id);
    const [request = ''] = await requestsFor(site, scenario);
    await approve(site, scenario, request);
    await expectWhole(site, scenario, request);
  });

  it('of more is answered with what to do instead, at its field, and the command takes it', async () => {
    const scenario = await ofLength(151);
    const path = localPath(parseStreamPath(scenario.source));
    await openForm(site, maya.id, scenario.channel);
    await choose(maya.id, 'Source cluster', 'sanfrancisco');
    const [offer] = await site.slack.offers(maya.id, 'modal', 'Stream', path);
    expect(offer?.text).toMatch(/too long for this field: type the command instead/);
    await choose(maya.id, 'Stream', [path, offer?.text ?? '']);
    await choose(maya.id, 'Replica cluster', 'newyork');
    await untilShown(site, maya.id, /✕ A path of more than 150 characters/);
    expect(await faultsOf(maya.id)).toEqual({
      form_stream: expect.stringMatching(/Type the command instead: \/replicate/),
    });
    const command = `/replicate sanfrancisco${path} newyork`;
    const typed = await site.slack.type(maya.id, scenario.channel, command);
    expect(typed.shown).toContain('On it');
  });

  it('of the replica goes as far as a path may', async () => {
    const scenario = await opened(maya.id);
    const path = `/${'d'.repeat(200)}/${'e'.repeat(200)}`;
    await choose(maya.id, 'Path of the replica', path);
    await untilShown(site, maya.id, new RegExp(`upstream add -path /mapr/newyork${path}`));
    await untilTaken(site, maya.id);
    expect(await requestsFor(site, scenario)).toHaveLength(1);
  });
});
