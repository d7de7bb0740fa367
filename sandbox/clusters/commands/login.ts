import { codes, Refusal, simulated } from '../world/refusal.ts';
import { clusterAt } from '../world/streams.ts';
import { hoursLeft, ticketOf } from '../world/tickets.ts';
import type { Call, Command, Option } from './command.ts';

const cluster: Option = { name: 'cluster', about: 'Cluster name', type: 'text' };
const user: Option = { name: 'user', about: 'User name', type: 'text' };

const base = { program: 'maprlogin', changes: false, touches: ['cluster'], offline: true } as const;

/** Sheet 1.5: the published form. */
export const loginPrint: Command = {
  ...base,
  words: 'print',
  options: [],
  run(world, call) {
    const { uid, name, groups } = call.user;
    const tickets = call.known.filter(
      (known) =>
        world.clusters[known]?.secure === true && ticketOf(world, known, name) !== 'missing',
    );
    const lines = tickets.map((known) => {
      const expired = ticketOf(world, known, name) === 'expired';
      const hours = expired ? -24 : hoursLeft(world, known, name);
      const expires = new Date(call.now + hours * 3600 * 1000).toString();
      return `${known}: user = ${name}, created = '-', expires = '${expires}', RenewalTill = '-', uid = ${uid}, gids = ${groups.join(', ')}, CanImpersonate = false`;
    });
    return { text: [`Opening keyfile /tmp/maprticket_${uid}`, ...lines] };
  },
};

export const loginAuthtest: Command = {
  ...base,
  words: 'authtest',
  options: [cluster],
  run(world, call) {
    const name = clusterOf(call);
    if (!clusterAt(world, { cluster: name }).secure) return insecure(name);
    const { ticket } = call.faults;
    if (ticket === undefined) {
      return { text: [simulated(`Authentication to cluster ${name} succeeded`)] };
    }
    throw new Refusal(codes.noTicket, simulated(`Ticket for cluster ${name} is ${ticket.state}`));
  },
};

/** Asks nothing: there is no password in the simulation, and tickets come and go by faults. */
export const loginPassword: Command = {
  ...base,
  words: 'password',
  options: [cluster, user],
  run(world, call) {
    const name = clusterOf(call);
    if (!clusterAt(world, { cluster: name }).secure) return insecure(name);
    const who = call.values['user'] ?? call.user.name;
    return {
      text: [
        `[Password for user '${who}' at cluster '${name}': ]`,
        `MapR credentials of user '${who}' for cluster '${name}' are written to '/tmp/maprticket_${call.user.uid}'`,
      ],
    };
  },
};

function clusterOf(call: Call): string {
  return call.values['cluster'] ?? call.known[0] ?? '';
}

function insecure(name: string) {
  return {
    text: [
      `Security is not enabled on the cluster: ${name}. Running maprlogin will not login. If you think security should be enabled -  please check your cluster configuration.`,
    ],
  };
}
