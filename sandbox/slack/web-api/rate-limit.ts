import type { RateLimits } from '../options.ts';

/** slack.md B2. Calls a minute. */
export const tiers = { T1: 1, T2: 20, T3: 50, T4: 100 } as const;
export type Tier = keyof typeof tiers;

export interface Bucket {
  /** What is counted together. */
  readonly key: string;
  readonly perMinute: number;
  /** How many may come at once after a rest. */
  readonly burst: number;
}

export interface RateLimiter {
  /** Seconds until a call that takes from all of these may come; 0, and it is counted, if it may now. */
  take(buckets: readonly Bucket[], now: number): number;
}

/** Token buckets, per method and workspace, and for posts per channel (slack.md B2). */
export function rateLimiter(mode: RateLimits): RateLimiter {
  const levels = new Map<string, { tokens: number; at: number }>();
  if (mode === 'off') return { take: () => 0 };
  const scale = typeof mode === 'object' ? mode.scale : 1;

  const level = ({ key, perMinute, burst }: Bucket, now: number) => {
    const size = mode === 'strict' ? Math.max(1, burst / 10) : Math.max(1, burst * scale);
    const last = levels.get(key) ?? { tokens: size, at: now };
    const refill = ((now - last.at) / 60_000) * perMinute * scale;
    return Math.min(size, last.tokens + refill);
  };

  return {
    take(buckets, now) {
      const waits = buckets.map((bucket) => {
        const missing = 1 - level(bucket, now);
        return missing <= 1e-9 ? 0 : (missing / (bucket.perMinute * scale)) * 60;
      });
      const wait = Math.max(0, ...waits);
      if (wait > 0) return Math.ceil(wait);
      for (const bucket of buckets) {
        levels.set(bucket.key, { tokens: level(bucket, now) - 1, at: now });
      }
      return 0;
    },
  };
}

/** What a call counts against. Posts: one a second a channel with a short burst, and a workspace cap. */
export function bucketsOf(method: string, tier: Tier | 'post', channel: string): Bucket[] {
  if (tier === 'post') {
    return [
      { key: `${method} ${channel}`, perMinute: 60, burst: 5 },
      { key: method, perMinute: 300, burst: 100 },
    ];
  }
  return [{ key: method, perMinute: tiers[tier], burst: tiers[tier] }];
}
