import { standing } from '../faults/standing.ts';
import type { Command } from './command.ts';

/** Point 42: the broken form is made when it is printed (cli/mangle.ts). */
export const licenseList: Command = {
  program: 'maprcli',
  words: 'license list',
  changes: false,
  touches: ['cluster'],
  options: [{ name: 'cluster', about: 'Cluster name', type: 'text' }],
  run(world, call) {
    const cluster = call.values['cluster'] ?? call.known[0] ?? '';
    const licensed = standing(world, 'licence', cluster) === undefined;
    const names = licensed ? ['Base', 'Enterprise with Streams'] : ['Base'];
    return {
      rows: names.map((name, index) => ({
        id: `${cluster}-${index + 1}`,
        description: `MapR ${name} License (simulated wording)`,
        license: `vendor: "simulated"\ncluster: "${cluster}"\nname: "${name}"`,
        grace: false,
      })),
    };
  },
};
