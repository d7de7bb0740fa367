import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { aclRules } from '../../src/jobs/acl.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** All texts of a folder whose names end so. */
function textOf(folder: string, end: string): string {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith(end) && name !== join('jobs', 'acl.ts'));
  return files.map((name) => readFileSync(join(root, folder, name), 'utf8')).join('\n');
}

/** What ioredis sends by itself, or for whoever calls something of another name. */
const clients = ['auth', 'hello', 'quit', 'select', 'evalsha', 'client', 'cluster', 'script'];

it('every command that is granted is called by something', () => {
  const texts = `${textOf('src', '.ts')}${textOf('node_modules/bullmq/dist/cjs', '.js')}`;
  const called = (command: string) =>
    new RegExp(`call\\(\\s*['"]${command}['"]|\\.${command}\\(`, 'i').test(texts);
  const granted = aclRules({ role: 'bot' })
    .split(' ')
    .flatMap((word) => /^\+([a-z]+)/.exec(word)?.[1] ?? []);
  expect(granted.length).toBeGreaterThan(50);
  expect(granted.filter((each) => !clients.includes(each) && !called(each))).toEqual([]);
});
