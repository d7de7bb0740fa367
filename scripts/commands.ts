/** Writes docs/commands.md from the table that the help is made from. `npm run commands`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CommandHelp, commandGroups, exampleOf, typed } from '../src/bot/commands.ts';

const file = fileURLToPath(new URL('../docs/commands.md', import.meta.url));
const begin = '<!-- commands: made by `npm run commands` from src/bot/commands.ts -->';
const end = '<!-- /commands -->';

/** @returns the page with the commands of today */
export function withCommands(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no "${begin}"`);
  const groups = commandGroups.map(
    ({ title, commands }) => `## ${title}\n\n${commands.map(entry).join('\n\n')}`,
  );
  return `${before}${begin}\n\n${groups.join('\n\n')}\n\n${end}${after}`;
}

function entry(command: CommandHelp): string {
  const does = `${command.does.charAt(0).toUpperCase()}${command.does.slice(1)}.`;
  return [
    `### \`${typed(command)}\``,
    `${does} **Who may:** ${command.who}`,
    `For example: \`${exampleOf(command, 'sanfrancisco', 'newyork')}\``,
  ].join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, withCommands(readFileSync(file, 'utf8')));
}
