import type { Command, Option } from '../commands/command.ts';

/** Point 2: the tree that maprcli shows for a command line it cannot run. */
export function usage(problem: string, shown: readonly Command[]): string[] {
  const lines = [`${problem} (simulated wording)`];
  let above: readonly string[] = [];
  for (const { words, options } of shown) {
    const path = words.split(' ');
    path.forEach((word, depth) => {
      const known = path.slice(0, depth + 1).every((part, index) => above[index] === part);
      if (!known) lines.push(`${'\t'.repeat(depth)}${word}`);
    });
    above = path;
    lines.push(...options.map((option) => `${'\t'.repeat(path.length)}${describe(option)}`));
  }
  return lines;
}

function describe({ name, about, required, type, default: fallback }: Option): string {
  const hint = fallback === undefined ? '' : `. default:${fallback}`;
  const text = `-${name} ${about}${type === 'flag' ? ' (no value)' : ''}${hint}`;
  return required === true ? text : `[ ${text} ]`;
}
