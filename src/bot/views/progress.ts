import type { StepState } from '../../jobs/state.ts';
import { count, duration, size } from './words.ts';

const width = 20;

/** The bar of the copy: how much, how fast, how long still; null before anything is known of it. */
export function progressLine(step: StepState): string | null {
  const { progress, triedSince, status } = step;
  if (!progress || !(progress.total > 0)) return null;
  const { total, bytes, at } = progress;
  const done = Math.min(Math.max(progress.done, 0), total);
  const share = done / total;
  const full = Math.floor(share * width);
  const bar = '▓'.repeat(full) + '░'.repeat(width - full);
  const amount = `${count(done)} of ${count(total)} messages`;
  const volume = bytes > 0 ? `, ${size(share * bytes)} of about ${size(bytes)}` : '';
  // A copy that has broken off has no speed.
  const pace = status === 'running' ? speed(done, total, at - (triedSince ?? at)) : '';
  return `${bar} ${Math.floor(share * 100)} % · ${amount}${volume}${pace}`;
}

/** The average since the copy began. */
function speed(done: number, total: number, ms: number): string {
  if (ms < 1_000 || done === 0 || done >= total) return '';
  const perMs = done / ms;
  return ` · ${count(Math.round(perMs * 1_000))} a second, about ${duration((total - done) / perMs)} left`;
}
