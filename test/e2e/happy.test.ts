import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../sandbox/site.ts';
import { plain } from '../../sandbox/slack/index.ts';
import { isClusterStep } from '../../src/jobs/plan.ts';
import { rowsOf } from '../../src/jobs/state.ts';
import { setUpRows } from '../jobs/requests.ts';
import {
  approval,
  ask,
  buttonsOf,
  changes,
  conflictOf,
  keyOf,
  messageOf,
  newScenario,
  startTestSite,
  type TestSite,
  threadOf,
  toldTo,
  untilEnded,
  untilSaid,
  untilTold,
} from './scenario.ts';

const { maya, noor, lee, stranger, guest, outsider } = people;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site?.stop());

describe.concurrent('a request', () => {
  it('becomes a replication that delivers, told in a card and a thread', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    expect(asked.broadcast).toBe(true);
    expect(plain(asked)).toContain('@noor');
    expect(await site.clusters.stream(replica)).toMatchObject({ messages: 0, upstreams: [] });

    const pressed = await site.slack.press(noor.id, asked, 'approve');
    expect(pressed).toMatchObject({ outcome: 'asked', dialog: { confirm: 'Approve' } });
    await site.slack.press(noor.id, asked, 'approve', { confirm: true });
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('done');

    await site.clusters.produce(source, 'clicks', 7);
    await site.slack.waitFor(async () => (await site.clusters.messages(replica)) === 37);
    expect(await changes(site, scenario)).toEqual([
      `maprcli stream create -path ${replica} -copymetafrom ${source}`,
      `maprcli stream replica add -path ${source} -replica ${replica} -paused true`,
      `maprcli stream upstream add -path ${replica} -upstream ${source}`,
      `mapr copystream -src ${source} -dst ${replica}`,
      `maprcli stream replica resume -path ${source} -replica ${replica}`,
    ]);

    const card = await untilSaid(site, scenario, request, 'card', /Set up/);
    expect(plain(card)).toMatch(/Replicating/);
    expect(plain(card)).toMatch(/Approved by @noor/);
    expect(plain(card)).toMatch(/nothing had to move yet/);
    await untilSaid(site, scenario, request, 'outcome', /@maya .*Replicating/);
    const consent = await messageOf(site, scenario, request, 'consent');
    expect(buttonsOf(consent)).toEqual([]);
    expect(consent && plain(consent)).toMatch(/Approved by @noor/);

    const keys = (await threadOf(site, scenario, request)).map(keyOf);
    const rows = setUpRows.flatMap(({ name }) =>
      name === 'consent' ? [name, 'approved'] : [`step ${name}`],
    );
    expect(keys).toEqual(['card', ...rows, 'outcome']);
  });

  it('runs each step on a worker of the cluster that it belongs to', async () => {
    const scenario = await newScenario(site, 0);
    const request = await ask(site, scenario);
    await site.slack.press(noor.id, await approval(site, scenario, request), 'approve', {
      confirm: true,
    });
    const state = await untilEnded(site, request);
    const [sf, ny] = site.programs.slice(1).map(({ pid }) => `/${pid}`);
    for (const { name, side } of rowsOf(state)) {
      if (!isClusterStep(name)) continue;
      const pid = side === 'source' ? sf : ny;
      expect(state.steps[name].worker, name).toMatch(new RegExp(`${pid}$`));
    }
  });

  it("refuses the requester's own approval, though they own the replica's side as well", async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(maya.id, asked, 'approve', { confirm: true });
    await untilTold(site, maya.id, scenario.channel, /somebody else has to decide/);
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
  });

  it.each([
    ['a stranger', stranger, /You are not an owner of/],
    ['a guest', guest, /Guests cannot decide/],
  ])("refuses %s's approval and denial, and says so to them alone", async (_, person, words) => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(person.id, asked, 'approve', { confirm: true });
    await untilTold(site, person.id, scenario.channel, words);
    await site.slack.press(person.id, asked, 'deny');
    expect(await site.slack.viewOf(person.id)).toBeUndefined();
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
    expect(await toldTo(site, noor.id, scenario.channel)).toBe('');
  });

  it('refuses people of other workspaces without a word more than that', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(outsider.id, asked, 'approve', { confirm: true });
    await untilTold(site, outsider.id, scenario.channel, /other workspaces/);
    expect(await toldTo(site, outsider.id, scenario.channel)).toBe(
      'This is not available to people of other workspaces.',
    );
    expect((await site.store.read(request))?.consents.replica.kind).toBe('asked');
  });

  it('takes one of two owners who click at once, and tells the other who was first', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await Promise.all([
      site.slack.press(noor.id, asked, 'approve', { confirm: true, stale: true }),
      site.slack.press(lee.id, asked, 'approve', { confirm: true, stale: true }),
    ]);
    const consent = (await untilEnded(site, request)).consents.replica;
    if (consent.kind !== 'granted') throw new Error(consent.kind);
    const loser = consent.approver.user === noor.id ? lee : noor;
    await untilTold(site, loser.id, scenario.channel, /decided already/);
    expect(
      (await changes(site, scenario)).filter((line) => line.includes('upstream add')),
    ).toHaveLength(1);
  });

  it('is begun once, however often Slack delivers the command and the click', async () => {
    const scenario = await newScenario(site);
    const typed = await site.slack.type(maya.id, scenario.channel, scenario.command, {
      deliverTwice: true,
    });
    const request = /request (\w{8})/.exec(typed.shown)?.[1] ?? '';
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'approve', { confirm: true, deliverTwice: true });
    await untilEnded(site, request);
    await untilSaid(site, scenario, request, 'outcome', /Replicating/);
    const cards = (await site.slack.see(maya.id, scenario.channel)).filter(
      (message) => keyOf(message) === 'card',
    );
    expect(cards).toHaveLength(1);
    expect(await changes(site, scenario)).toHaveLength(5);
  });

  it('is refused for a pair under way whatever its options, with a link to the thread', async () => {
    const scenario = await newScenario(site);
    const request = await ask(site, scenario);
    const card = await untilSaid(site, scenario, request, 'card', /Asked for/);
    const again = await site.slack.type(
      maya.id,
      scenario.channel,
      `${scenario.command} --throttle --compression zlib`,
    );
    expect(again.shown).toMatch(/under way already/);
    expect(again.message?.text).toContain(card.ts.replace('.', ''));
    const plan = scenario.command.replace('/replicate', '/replicate plan');
    const planned = await site.slack.type(maya.id, scenario.channel, plan);
    expect(planned.shown).toMatch(/under way already/);
    const name = scenario.replica.split('/').at(-1);
    const opposite = `/replicate newyork/${name} sanfrancisco`;
    const turned = await site.slack.type(noor.id, scenario.channel, opposite);
    expect(turned.shown).toMatch(/opposite direction is under way/);
    expect(turned.message?.text).toContain(card.ts.replace('.', ''));
    const other = `/replicate sanfrancisco/other newyork/${name}`;
    const same = await site.slack.type(maya.id, scenario.channel, other);
    expect(same.shown).toMatch(/is being made a replica of another stream/);
  });

  it('that is denied wants a reason, undoes what it made in reverse order, and says so', async () => {
    const scenario = await newScenario(site);
    const { source, replica } = scenario;
    const request = await ask(site, scenario);
    const asked = await approval(site, scenario, request);
    await site.slack.press(noor.id, asked, 'deny');
    await site.slack.waitFor(() => site.slack.viewOf(noor.id));
    expect(await site.slack.submit(noor.id, 'current', { Reason: '' })).toMatchObject({
      outcome: 'invalid',
    });
    expect(await site.slack.submit(noor.id, 'current', { Reason: '    ' })).toMatchObject({
      outcome: 'errors',
    });
    const denied = await site.slack.submit(noor.id, 'current', { Reason: 'not before the audit' });
    expect(denied.outcome).toBe('closed');
    expect((await untilEnded(site, request)).outcome).toBe('denied');
    expect((await changes(site, scenario)).slice(2)).toEqual([
      `maprcli stream replica remove -path ${source} -replica ${replica}`,
      `maprcli stream delete -path ${replica}`,
    ]);
    expect(await site.clusters.stream(replica)).toBeUndefined();
    expect(await site.clusters.stream(source)).toMatchObject({ replicas: [], messages: 30 });
    await untilSaid(site, scenario, request, 'card', /Denied by @noor.*not before the audit/s);
    await untilSaid(site, scenario, request, 'step create', /undone/);
    await untilSaid(site, scenario, request, 'outcome', /@maya .*Denied/);
    await site.slack.waitFor(async () => {
      const alone = await site.slack.see(maya.id, await site.slack.dm(maya.id));
      return alone.some((each) => /denied by @noor.*not before the audit/.test(plain(each)));
    });
    const decided = await untilSaid(site, scenario, request, 'consent', /Denied by @noor/);
    expect(buttonsOf(decided)).toEqual([]);
    await site.slack.press(lee.id, asked, 'approve', { confirm: true, stale: true });
    await untilTold(site, lee.id, scenario.channel, /decided already/);
  });

  it('within one cluster, to another path, works as well', async () => {
    const scenario = await newScenario(site);
    const copy = `${scenario.source}_copy`;
    const command = `${scenario.command.split(' newyork')[0]} ${copy} --encrypt --compression lz4`;
    await site.slack.type(people.sam.id, scenario.channel, command);
    const typed = await toldTo(site, people.sam.id, scenario.channel);
    const request = /request (\w{8})/.exec(typed)?.[1] ?? '';
    const asked = await approval(site, scenario, request);
    await site.slack.press(maya.id, asked, 'approve', { confirm: true });
    const state = await untilEnded(site, request);
    expect(state.outcome).toBe('done');
    expect(await site.clusters.messages(copy)).toBe(30);
    expect(state.steps.register.commands.at(-1)?.command).toContain('-networkencryption true');
  });
});

describe.concurrent('a command', () => {
  it('plan shows the exact commands and what was found, and changes nothing', async () => {
    const scenario = await newScenario(site);
    const { channel, source, replica } = scenario;
    await site.slack.type(
      maya.id,
      channel,
      scenario.command.replace('/replicate', '/replicate plan'),
    );
    await untilTold(site, maya.id, channel, /Nothing was changed/);
    const told = await toldTo(site, maya.id, channel);
    expect(told).toContain(`maprcli stream create -path ${replica} -copymetafrom ${source}`);
    expect(told).toContain(`mapr copystream -src ${source} -dst ${replica}`);
    expect(told).toContain('reaches 2 gateways of newyork');
    expect(told).toContain('Nothing stands in the way');
    expect(await changes(site, scenario)).toEqual([]);
    expect((await site.slack.see(noor.id, channel)).filter((m) => m.text.includes(source))).toEqual(
      [],
    );
  });

  it.each([
    ['help', 'help', /--compression off\|lz4\|lzf\|zlib/],
    [
      'an unknown cluster',
      'sanfransisco/activity newyork',
      /Did you mean sanfrancisco.*word 1.*Nothing was started/s,
    ],
    ['a missing replica', 'sanfrancisco/activity', /The replica is missing.*example/s],
    [
      'an unknown option',
      'sanfrancisco/activity newyork --thottle',
      /Did you mean --throttle.*word 3/s,
    ],
    ['a path that leaves its place', 'sanfrancisco/../etc newyork', /cannot be "\.\."/],
    ['an option in place of a name', '-rf newyork', /is not an option/],
  ])('that is %s gets a helpful answer', async (_, text, words) => {
    const { shown, outcome } = await site.slack.type(maya.id, 'C0T15', `/replicate ${text}`);
    expect(outcome).toBe('acknowledged');
    expect(shown).toMatch(words);
  });

  it.each([
    ['from a guest', guest, 'C0T14', /Guests cannot ask/],
    ['in a channel shared with others', maya, 'C0SHARED', /shared with another workspace/],
    ['in a channel without the bot', maya, 'C0ALONE', /invite @replicate/],
  ])('%s is refused to them alone, and nothing is started', async (_, person, channel, words) => {
    const { shown } = await site.slack.type(
      person.id,
      channel,
      '/replicate sanfrancisco/nope newyork',
    );
    expect(shown).toMatch(words);
    expect(
      await conflictOf(site, { source: '/mapr/sanfrancisco/nope', replica: '/mapr/newyork/nope' }),
    ).toBeNull();
  });

  it('is refused at once where nobody else could approve', async () => {
    const { shown } = await site.slack.type(
      maya.id,
      'C0T13',
      '/replicate sanfrancisco/private/x newyork/private/x',
    );
    expect(shown).toMatch(/Nobody else could approve/);
  });
});
