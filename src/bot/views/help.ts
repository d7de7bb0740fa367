/** What can be typed, and who may: all of it, or one command. */

import { type CommandHelp, commandGroups, commandNamed, exampleOf, typed } from '../commands.ts';
import { context, header, type Message, message, section, textMessage } from './blocks.ts';
import { code, escapeText } from './escape.ts';
import { optionWords, ways } from './option-words.ts';

/** @param about the command that was asked about, if one was */
export function help(clusters: readonly string[], about: string | null = null): Message {
  const command = about === null ? null : commandNamed(about);
  return command ? one(command, clusters) : all(clusters);
}

function all(clusters: readonly string[]): Message {
  const [from = 'sanfrancisco', to = 'newyork'] = clusters;
  const groups = commandGroups.map(
    ({ title, commands }) => `*${title}*\n${commands.map(line).join('\n')}`,
  );
  const options = [
    '*Options*, anywhere after the names',
    `${code('--throttle')} ${optionWords.throttle}`,
    `${code('--synchronous')} ${optionWords.synchronous}`,
    `${code('--encrypt')} ${optionWords.encrypt}`,
    `${code('--compression off|lz4|lzf|zlib')} ${optionWords.compression}`,
    ...Object.values(ways).flatMap(({ flag, does, limits }) =>
      flag === null ? [] : [`${code(`--${flag}`)} ${does}. ${limits}`],
    ),
  ].join('\n');
  const who =
    '*Who may*: whatever starts or widens a flow of data needs two different people, an owner of either side; whatever ends it, one of them.';
  const where = `*Clusters*: ${clusters.map(escapeText).join(', ')}`;
  const example = `For example ${code(`/replicate ${from}/activity ${to}`)}. More on one of them: ${code('/replicate help resume')}.`;
  return message(`Replicate streams from one cluster to another. ${example}`, [
    header('Replicate streams from one cluster to another'),
    ...groups.map(section),
    section(options),
    section([who, where].join('\n')),
    context(example),
  ]);
}

function line(command: CommandHelp): string {
  return `${code(typed(command))}  ${command.does}`;
}

function one(command: CommandHelp, [from = 'sanfrancisco', to = 'newyork']: readonly string[]) {
  return textMessage(
    [
      `${code(typed(command))}  ${command.does}.`,
      `*Who may*: ${command.who}`,
      `For example ${code(exampleOf(command, from, to))}`,
    ].join('\n'),
  );
}
