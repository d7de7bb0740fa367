import type { Command, Option, Program } from '../commands/command.ts';
import { commands } from '../commands/index.ts';

/** A command line that can be run. */
export interface Parsed {
  command: Command;
  values: Record<string, string>;
  json: boolean;
  long: boolean;
  noheader: boolean;
}

/** One that cannot: what is wrong, and the commands whose usage to show. */
export interface Misuse {
  problem: string;
  shown: readonly Command[];
}

const common: readonly Option[] = [
  { name: 'json', about: 'JSON output', type: 'flag' },
  { name: 'long', about: 'Whole values', type: 'flag' },
  { name: 'noheader', about: 'No header', type: 'flag' },
  { name: 'cli.loglevel', about: 'Log level', type: 'text' },
];

/** Points 1 to 3. Options come in any order; every value is the next argument, whatever it looks like. */
export function parse(program: Program, args: readonly string[]): Parsed | Misuse {
  const own = commands.filter((command) => command.program === program);
  const command = own
    .filter(({ words }) => words.split(' ').every((word, index) => args[index] === word))
    .at(0);
  if (command === undefined) return { problem: 'Incomplete command', shown: nearest(own, args) };
  const values: Record<string, string> = {};
  const rest = args.slice(command.words.split(' ').length);
  while (rest.length > 0) {
    const problem = takeOption([...command.options, ...common], rest, values);
    if (problem !== undefined) return { problem, shown: [command] };
  }
  const missing = command.options.find(
    ({ name, required }) => required === true && values[name] === undefined,
  );
  if (missing !== undefined) {
    return { problem: `Option -${missing.name} is missing`, shown: [command] };
  }
  const { json, long, noheader } = values;
  return {
    command,
    values,
    json: json !== undefined,
    long: long !== undefined,
    noheader: noheader !== undefined,
  };
}

function takeOption(
  options: readonly Option[],
  rest: string[],
  values: Record<string, string>,
): string | undefined {
  const given = rest.shift() ?? '';
  // A double dash was seen to work.
  const option = options.find(({ name }) => given === `-${name}` || given === `--${name}`);
  if (option === undefined) return `Unknown option ${given}`;
  if (option.type === 'flag') {
    values[option.name] = 'true';
    return undefined;
  }
  const value = rest.shift();
  if (value === undefined) return `Option ${given} wants a value`;
  values[option.name] = value;
  return fits(option, value) ? undefined : `Bad value of option ${given}`;
}

function fits({ type }: Option, value: string): boolean {
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type === 'integer') return /^\d+$/.test(value);
  return typeof type === 'string' || type.includes(value);
}

/** Commands that begin as `args` do, as far as they do. */
function nearest(own: readonly Command[], args: readonly string[]): readonly Command[] {
  const words = args.slice(0, args.findIndex((arg) => arg.startsWith('-')) >>> 0);
  for (let length = words.length; length > 0; length -= 1) {
    const prefix = words.slice(0, length).join(' ');
    const found = own.filter((command) => `${command.words} `.startsWith(`${prefix} `));
    if (found.length > 0) return found;
  }
  return own;
}
