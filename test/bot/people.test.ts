import { describe, expect, it } from 'vitest';
import type { Directory, Profile } from '../../src/bot/directory.ts';
import { createPeople, standingOf } from '../../src/bot/people.ts';

const good: Profile = {
  user: 'U1',
  team: 'T1',
  deleted: false,
  outsider: false,
  bot: false,
  name: 'maya',
};

describe('standingOf', () => {
  it.each([
    ['good', good],
    ['elsewhere', { ...good, team: 'T2' }],
    ['elsewhere', { ...good, team: '' }],
    ['guest', { ...good, outsider: true }],
    ['deactivated', { ...good, deleted: true }],
    ['bot', { ...good, bot: true }],
  ] as const)('is %s', (standing, profile) => {
    expect(standingOf(profile, 'T1')).toBe(standing);
  });
});

describe('people', () => {
  const members: Record<string, string[]> = { S1: ['U1', 'U2'], S2: ['U3'], S3: [] };
  const deleted = new Set(['U3']);
  const directory: Pick<Directory, 'profile' | 'members'> = {
    profile: async (user) => ({ ...good, user, deleted: deleted.has(user) }),
    members: async (group) => members[group] ?? [],
  };
  const people = createPeople(directory, () => 'T1', { clusters: {} });

  it('are owners by their own entry, or by a group of theirs', async () => {
    expect(await people.asOwner('U9', ['S1', 'U9'])).toEqual({ user: 'U9', via: 'U9' });
    expect(await people.asOwner('U2', ['U9', 'S3', 'S1'])).toEqual({ user: 'U2', via: 'S1' });
    expect(await people.asOwner('U3', ['U9', 'S1'])).toBeNull();
    expect(await people.asOwner('S1', ['U9'])).toBeNull();
  });

  it('of whom nobody else could approve are told apart from those of whom somebody could', async () => {
    expect(await people.others('U1', ['U1'], 2)).toEqual([]);
    expect(await people.others('U1', ['U1', 'S3'], 2)).toEqual([]);
    expect(await people.others('U1', ['U1', 'S2'], 2)).toEqual([]);
    expect(await people.others('U1', ['S1'], 2)).toEqual(['U2']);
  });
});
