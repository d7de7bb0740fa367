/** The instructions of a Dockerfile, as far as its promises are looked at. Pure. */

export interface Instruction {
  readonly name: string;
  /** With its arguments filled in, where they have a default. */
  readonly text: string;
}

/** By stage, in order. */
export function stagesOf(dockerfile: string): Instruction[][] {
  const lines = dockerfile
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  const defaults = new Map<string, string>();
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    for (const [, key = '', value = ''] of name === 'ARG' ? rest.matchAll(/(\w+)=(\S+)/g) : []) {
      defaults.set(key, value);
    }
    const text = rest.replaceAll(/\$\{(\w+)\}/g, (word, key) => defaults.get(key) ?? word);
    stages.at(-1)?.push({ name, text });
  }
  return stages;
}

/** What is copied out of the context, not out of another stage. */
export function copiedOf(stages: readonly Instruction[][]): string[] {
  const copies = stages.flat().filter(({ name, text }) => name === 'COPY' && !/--from=/.test(text));
  const sources = copies.flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
  return [...new Set(sources.map((path) => path.replace(/^\.\//, '')))].sort();
}
