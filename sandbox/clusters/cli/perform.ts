import type { Call, Command, Reply } from '../commands/command.ts';
import { codes, Refusal, simulated } from '../world/refusal.ts';
import type { World } from '../world/types.ts';

/** Runs one command on the world. Throws a `Refusal`, in which case the world must be thrown away. */
export function perform(
  world: World,
  command: Command,
  call: Call,
  touched: readonly string[],
): { reply: Reply; effect: boolean } {
  checkWay(world, command, call, touched);
  if (!command.changes) return { reply: command.run(world, call), effect: false };
  const before = JSON.stringify(world.clusters);
  const reply = command.run(world, call);
  return { reply, effect: JSON.stringify(world.clusters) !== before };
}

/** Clusters whose CLDB a command talks to. */
export function clustersOf(
  command: Command,
  values: Readonly<Record<string, string>>,
  home: string,
): string[] {
  const named = command.touches
    .map((option) => values[option])
    .filter((value) => value !== undefined)
    .map((value) =>
      value.startsWith('/') ? (/^\/mapr\/([^/]+)/.exec(value)?.[1] ?? home) : value,
    );
  return named.length === 0 ? [home] : named;
}

/** Points 12 and 13. */
function checkWay(
  world: World,
  command: Command,
  { faults }: Call,
  touched: readonly string[],
): void {
  if (command.offline === true) return;
  if (faults.cldbDown !== undefined) {
    throw new Refusal(codes.noCldb, simulated("Couldn't connect to the CLDB service"));
  }
  const secure = touched.some((cluster) => world.clusters[cluster]?.secure === true);
  if (faults.ticket === undefined || !secure) return;
  const id = faults.ticket.state === 'expired' ? codes.expiredTicket : codes.noTicket;
  throw new Refusal(id, simulated(`Ticket for ${touched.join(' or ')} is ${faults.ticket.state}`));
}

export function refused(refusal: Refusal): Reply {
  return { errors: [{ id: refusal.id, desc: refusal.message }] };
}
