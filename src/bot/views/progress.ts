import type { RequestState, StepState } from '../../jobs/state.ts';
import { plainWords } from './escape.ts';
import { count, duration, size, stateName } from './words.ts';

const width = 20;

/** The copy of a request, as soon as it has begun and until it is done: by this site's own hands, or by the cluster's. */
export function copyUnderWay({ steps }: Pick<RequestState, 'steps'>): StepState | null {
  const copies = [steps.load, steps.copying];
  return copies.find(({ status }) => status !== 'pending' && status !== 'done') ?? null;
}

/** The bar of the copy: how much, how fast, how long still; null before anything is known of it. */
export function progressLine(step: StepState): string | null {
  const { progress, triedSince, status } = step;
  if (!progress) return null;
  const { total, bytes, at, state } = progress;
  const said = state === undefined ? null : plainWords(stateName(state), 240);
  if (!(total > 0)) return said;
  const done = Math.min(Math.max(progress.done, 0), total);
  const share = done / total;
  const full = Math.floor(share * width);
  const percent = `${Math.floor(share * 100)} %`;
  const bar = `${'▓'.repeat(full)}${'░'.repeat(width - full)} ${percent}`;
  // The cluster tells how far it is, and not of how much.
  if (said !== null) return `${bar} · ${said}`;
  const amount = `${count(done)} of ${count(total)} messages`;
  const volume = bytes > 0 ? `, ${size(share * bytes)} of about ${size(bytes)}` : '';
  // A copy that has broken off has no speed.
  const pace = status === 'running' ? speed(done, total, at - (triedSince ?? at)) : '';
  return `${bar} · ${amount}${volume}${pace}`;
}

/** The average since the copy began. */
function speed(done: number, total: number, ms: number): string {
  if (ms < 1_000 || done === 0 || done >= total) return '';
  const perMs = done / ms;
  return ` · ${count(Math.round(perMs * 1_000))} a second, about ${duration((total - done) / perMs)} left`;
}
