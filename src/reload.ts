/** SIGHUP: the owners are read anew, and what follows from them is brought into line. */

import { type LiveSettings, type Reloaded, type Settings, SettingsError } from './config.ts';
import { log } from './log.ts';
import type { Metrics } from './observe/metrics.ts';

export interface FollowsOwners {
  /** The owners are others now: what was made for those of before follows. */
  followOwners?(changes: Reloaded['owners']): Promise<void>;
}

/**
 * From now on SIGHUP does not end the process.
 * @returns takes the parts of the process, once there are any, and gives them back
 */
export function reloadOnHangup(
  live: LiveSettings<Settings>,
  { settingsLoaded, settingsReloaded }: Metrics,
  onError: (what: string, error: unknown) => void,
): <P extends FollowsOwners>(parts: readonly P[]) => readonly P[] {
  let followers: readonly FollowsOwners[] = [];
  settingsLoaded.setToCurrentTime();
  settingsReloaded.set(1);
  process.on('SIGHUP', () => {
    const reloaded = read();
    settingsReloaded.set(reloaded ? 1 : 0);
    if (!reloaded) return;
    settingsLoaded.setToCurrentTime();
    const { owners } = reloaded;
    if (owners.length === 0) return;
    for (const each of followers) {
      each.followOwners?.(owners).catch((error) => onError('new owners', error));
    }
  });
  return (parts) => {
    followers = parts;
    return parts;
  };

  function read(): Reloaded | null {
    try {
      const reloaded = live.reload();
      tell(reloaded);
      return reloaded;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const line of error.message.split('\n')) {
        log.error({ setting: line }, `the settings were not read anew, the old ones hold: ${line}`);
      }
      return null;
    }
  }
}

function tell({ owners, restart }: Reloaded): void {
  const count = (which: 'added' | 'removed') => owners.flatMap((change) => change[which]).length;
  const [added, removed] = [count('added'), count('removed')];
  log.info(
    { added, removed, owners },
    `the owners were read anew: ${added} added, ${removed} removed`,
  );
  if (restart.length === 0) return;
  log.warn({ restart }, `needs a restart to take effect: ${restart.join(', ')}`);
}
