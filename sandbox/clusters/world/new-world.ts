import type { Cluster, Directory, Settings, User, World } from './types.ts';

export const defaultSettings: Settings = {
  messagesPerSecond: 5000,
  drainWithinMs: 200,
  statsFrozenMs: 5 * 60 * 1000,
  copyMessagesPerSecond: 20_000,
  autosetupStageMs: 100,
};

export const everybody: Directory = { readAce: 'p', writeAce: 'p', lookupdir: 'p' };

/** Clusters that know each other, each with two gateways, no stream yet. */
export function newWorld(
  names: readonly string[],
  insecure: readonly string[],
  settings: Partial<Settings>,
  now: number,
): World {
  return {
    now,
    settings: { ...defaultSettings, ...settings },
    users: Object.fromEntries(defaultUsers.map((user) => [user.name, user])),
    clusters: Object.fromEntries(
      names.map((name) => [name, newCluster(name, names, !insecure.includes(name))]),
    ),
    faults: {},
    applied: {},
  };
}

function newCluster(name: string, names: readonly string[], secure: boolean): Cluster {
  return {
    name,
    secure,
    cldbs: [`cldb1.${name}`],
    gatewayHosts: gatewaysOf(name),
    gateways: Object.fromEntries(names.map((other) => [other, gatewaysOf(other)])),
    directories: Object.fromEntries(
      ['/', '/apps', '/tmp', '/user', '/var'].map((path) => [path, everybody]),
    ),
    volumes: { 'mapr.cluster.root': { name: 'mapr.cluster.root', mountdir: '/', creator: 'mapr' } },
    streams: {},
  };
}

function gatewaysOf(cluster: string): string[] {
  return [`gw1.${cluster}`, `gw2.${cluster}`];
}

const defaultUsers: readonly User[] = [
  { name: 'root', uid: 0, groups: ['root'], roles: [] },
  { name: 'mapr', uid: 5000, groups: ['mapr'], roles: [] },
  { name: 'mapr-bot', uid: 5001, groups: ['mapr-bot'], roles: [] },
];
