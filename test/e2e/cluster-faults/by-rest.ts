/** Faults of a cluster, and of the way to it, where its API server is asked in place of `maprcli`. */

import { expect } from 'vitest';
import type { Play } from './play.ts';
import type { Ride, Stop } from './rows.ts';

const login = '<!doctype html><title>Log in</title>';
const page = { status: 200, headers: { 'content-type': 'text/html' }, body: login };

export const restRides: readonly Ride[] = [
  {
    to: 'osaka',
    faults: ({ name, replica }) => ({
      noise: { command: name, stdout: true },
      truncated: { command: `upstream list -path ${replica}`, times: 1 },
      hang: { command: `stream create -path ${replica}`, times: 1 },
      http: [
        { command: `stream info -path ${replica}`, status: 502, body: 'Bad Gateway', times: 1 },
        { command: `upstream add -path ${replica}`, lost: true, after: true, times: 1 },
      ],
    }),
    rows: [
      {
        name: 'By REST, lines of other programs stand around every answer: goes on as if they were not there',
      },
      {
        name: 'By REST, a look is answered with HTTP 502: goes on after it was made again',
        also: (_, { steps }) => expect(steps['preflight-replica'].faults).toBe(1),
      },
      {
        name: 'By REST, a look is cut short: goes on after it was made again',
        also: (_, { steps }) => expect(steps.authorize.faults).toBeGreaterThan(0),
      },
      {
        name: 'By REST, creating hangs and has no effect: goes on at the second try, once the first must have ended',
        also: async (played) => {
          const [first, second, ...more] = await asked(played, 'stream create');
          expect(more).toEqual([]);
          expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(13_000);
        },
      },
      {
        name: 'By REST, the answer to authorizing is lost after it took effect: goes on with what it finds, and adds nothing twice',
        also: async (played) => expect(await asked(played, 'upstream add')).toHaveLength(1),
      },
    ],
  },
];

export const restStops: readonly Stop[] = [
  {
    name: 'By REST, the password is not taken any more: stops at once, shows it and says where to look; Retry goes on',
    from: 'authorize',
    to: 'porto',
    faults: ({ replica }) => ({ http: { command: `-path ${replica}`, status: 401 } }),
    at: 'authorize',
    says: [/does not take the user or the password/, /worker\.rest\.porto\.passwordFile/],
    next: {
      press: 'retry',
      // More tries with a wrong password can lock the user out: one, and the four of what follows.
      also: async (played) => {
        expect(await asked(played, 'upstream list')).toHaveLength(5);
        expect(await asked(played, 'stream info')).toEqual([]);
      },
    },
  },
  {
    name: 'By REST, a page to log in is answered: stops, shows it and concludes nothing; Roll back leaves nothing',
    from: 'authorize',
    to: 'quito',
    faults: ({ replica }) => ({ http: { command: `upstream list -path ${replica}`, ...page } }),
    at: 'authorize',
    says: [/a page for people was answered/, /Log in/, /url to the API server itself/],
    next: { press: 'rollback', leaves: [] },
  },
  {
    name: 'By REST, authorizing is sent to a page to log in: stops at once, as nothing was done; Retry authorizes',
    from: 'authorize',
    to: 'riga',
    faults: ({ replica }) => ({
      http: {
        command: `upstream add -path ${replica}`,
        status: 302,
        headers: { location: '/login' },
      },
    }),
    at: 'authorize',
    says: [/was sent elsewhere, to log in for instance/, /past any proxy or single sign-on/],
    next: { press: 'retry' },
  },
  {
    name: 'By REST, the answer to authorizing is lost after it took effect, and no look can be had: stops; Roll back leaves to people what nobody saw made, and names it',
    from: 'authorize',
    to: 'sofia',
    faults: ({ replica }) => ({
      http: { command: `upstream add -path ${replica}`, lost: true, after: true },
    }),
    async meanwhile({ clusters, replica, until }) {
      await until(({ steps }) => steps.authorize.effect === 'intended');
      const command = `upstream list -path ${replica}`;
      await clusters.faults.add({ reply: { command, exit: 0, stdout: 'what?\n' } });
    },
    at: 'authorize',
    says: [/its reply cannot be read/, /nothing was concluded from it/, /what\?/],
    next: { press: 'rollback', leaves: ['stream', 'upstream'] },
  },
  {
    name: 'By REST, the CLDB stays down: stops after bounded tries and says so; Roll back leaves nothing once it is back',
    from: 'authorize',
    to: 'turin',
    faults: ({ replica }) => ({ cldbDown: { command: `-path ${replica}` } }),
    at: 'authorize',
    says: [/error 10009/, /The CLDB of the cluster does not answer/],
    next: { press: 'rollback', leaves: [] },
  },
];

/** The clusters that the bench serves by REST: one for each, as faults are cleared by their cluster. */
export const byRest: readonly string[] = [...restRides, ...restStops].flatMap(({ to }) => to ?? []);

/** What the API server was asked, told by a part of the line: whether or not it came to anything. */
async function asked({ clusters, name }: Play, words: string) {
  const runs = await clusters.journal();
  return runs.filter(({ line, ppid }) => ppid === 0 && line.includes(words) && line.includes(name));
}
