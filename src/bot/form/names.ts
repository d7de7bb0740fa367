import type { Directory } from '../directory.ts';
import { mentioned } from './plainly.ts';

/** So long may it take to find out how somebody is called; the store and Slack need the rest of three seconds. */
const namesMs = 500;

/** How those are called that a text mentions; who is not found out in time is left out. */
export async function namesIn(
  text: string,
  directory: Pick<Directory, 'nameOf'>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const looks = mentioned(text).map(async (entry) => {
    names.set(entry, await directory.nameOf(entry));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, namesMs);
  });
  await Promise.race([Promise.allSettled(looks), late]);
  clearTimeout(timer);
  return names;
}
