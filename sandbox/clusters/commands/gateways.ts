import { standing } from '../faults/standing.ts';
import { runningGateways } from '../world/gateways.ts';
import { clusterAt } from '../world/streams.ts';
import type { Cluster, World } from '../world/types.ts';
import { need } from './call.ts';
import { type Call, type Command, type Option, silence } from './command.ts';

const cluster: Option = { name: 'cluster', about: 'Cluster name', type: 'text' };
const dstcluster: Option = {
  name: 'dstcluster',
  about: 'Destination cluster name',
  type: 'text',
  required: true,
};

const base = { program: 'maprcli', touches: ['cluster'] } as const;

/** Point 40. */
export const gatewaySet: Command = {
  ...base,
  words: 'cluster gateway set',
  changes: true,
  options: [
    cluster,
    dstcluster,
    { name: 'gateways', about: 'Space separated hosts', type: 'text', required: true },
  ],
  run(world, call) {
    const hosts = need(call, 'gateways').split(/\s+/).filter(Boolean);
    clusterOf(world, call).gateways[need(call, 'dstcluster')] = hosts;
    return silence;
  },
};

export const gatewayDelete: Command = {
  ...base,
  words: 'cluster gateway delete',
  changes: true,
  options: [cluster, dstcluster],
  run(world, call) {
    delete clusterOf(world, call).gateways[need(call, 'dstcluster')];
    return silence;
  },
};

export const gatewayGet: Command = {
  ...base,
  words: 'cluster gateway get',
  changes: false,
  options: [cluster, dstcluster],
  run(world, call) {
    const destination = need(call, 'dstcluster');
    return {
      rows: configured(world, clusterOf(world, call)).filter((row) => row.cluster === destination),
    };
  },
};

export const gatewayList: Command = {
  ...base,
  words: 'cluster gateway list',
  changes: false,
  options: [cluster],
  run: (world, call) => ({ rows: configured(world, clusterOf(world, call)) }),
};

/** Only gateways that are up. */
export const gatewayResolve: Command = {
  ...base,
  words: 'cluster gateway resolve',
  changes: false,
  options: [cluster, dstcluster],
  run(world, call) {
    const destination = need(call, 'dstcluster');
    const hosts = runningGateways(world, clusterOf(world, call).name, destination);
    const row = { cluster: destination, gatewayConfig: hosts.join(' ') };
    return { rows: hosts.length === 0 ? [] : [row] };
  },
};

export const gatewayLocal: Command = {
  ...base,
  words: 'cluster gateway local',
  changes: false,
  options: [cluster, { name: 'format', about: 'text|dns', type: ['text', 'dns'], default: 'text' }],
  run(world, call) {
    const { name, gatewayHosts } = clusterOf(world, call);
    const rows = [{ cluster: name, gatewayConfig: gatewayHosts.join(' ') }];
    if (call.values['format'] !== 'dns') return { rows };
    const records = gatewayHosts.map((host) => `gateway.${name}. IN A ${host}.`);
    return { rows, text: ['; simulated wording', `; gateways of ${name}`, ...records] };
  },
};

function clusterOf(world: World, call: Call): Cluster {
  return clusterAt(world, { cluster: call.values['cluster'] ?? call.known[0] ?? '' });
}

function configured(world: World, { gateways }: Cluster) {
  return Object.entries(gateways)
    .filter(([name]) => !missing(world, name))
    .map(([name, hosts]) => ({ cluster: name, gatewayConfig: hosts.join(' ') }));
}

function missing(world: World, destination: string): boolean {
  return standing(world, 'gatewaysMissing', destination) !== undefined;
}
