/** The settings, read once: the YAML file that bot and worker share, and what each finds in its environment. */

export {
  type BotEnv,
  loadBotEnv,
  loadPublicKey,
  loadRedisTarget,
  loadSlackAccess,
  loadWorkerEnv,
  maprHomeOf,
  type WorkerEnv,
} from './config/env.ts';
export { readAll, SettingsError, type SettingsFault } from './config/faults.ts';
export { loadSettings } from './config/file.ts';
export { keysMatch } from './config/keys.ts';
export type { Listen } from './config/listen.ts';
export type { LiveSettings, OwnersChange, Reloaded } from './config/live.ts';
export { liveSettings } from './config/live.ts';
export { type ClusterSettings, ownersOf, type PathOwners } from './config/ownership.ts';
export type { RedisTls } from './config/redis-tls.ts';
export type { RedisTarget } from './config/redis-url.ts';
export { loadApiServers } from './config/rest.ts';
export type { Settings } from './config/schema.ts';
export { hasSecret } from './config/secret.ts';
