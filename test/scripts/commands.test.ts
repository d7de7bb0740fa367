import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withCommands } from '../../scripts/commands.ts';
import { saysTheSame } from '../../scripts/reliability.ts';
import { commandGroups, exampleOf } from '../../src/bot/commands.ts';
import { parseCommand } from '../../src/bot/grammar.ts';

const page = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
const commands = commandGroups.flatMap((group) => group.commands);

it('docs/commands.md says what the help says: if not, npm run commands', () => {
  expect(saysTheSame(withCommands(page), page)).toBe(true);
  expect(saysTheSame(withCommands(page), page.replace('/replicate pause', '/replicate p'))).toBe(
    false,
  );
});

it.each(commands.map((command) => exampleOf(command, 'sanfrancisco', 'newyork')))(
  'the example %s is understood',
  (example) => {
    const text = example.replace('/replicate', '').trim();
    const { kind } = parseCommand(text, ['sanfrancisco', 'newyork']);
    expect(kind).not.toBe('misunderstood');
    const [first = ''] = text.split(' ');
    if (commands.some(({ name }) => name === first)) expect(kind).toBe(first || 'form');
  },
);
