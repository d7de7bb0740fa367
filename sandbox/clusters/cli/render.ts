import type { Reply } from '../commands/command.ts';
import { formatJson } from './json.ts';
import type { Parsed } from './parse.ts';
import { formatTable } from './table.ts';
import { timeOfDay } from './time-of-day.ts';

export interface Printed {
  stdout: string;
  stderr: string;
  exit: number;
}

/** What a command prints and how it ends. */
export function render(parsed: Parsed, reply: Reply, now: number, old: boolean): Printed {
  const exit = reply.errors === undefined ? 0 : 1;
  const notes = reply.notes ?? [];
  if (parsed.command.program !== 'maprcli') {
    // Point 37: what `mapr` has to say about itself goes to stderr, unstructured.
    const errors = (reply.errors ?? []).map(({ desc }) => desc);
    return { stdout: lines(reply.text ?? []), stderr: lines([...notes, ...errors]), exit };
  }
  const stdout = parsed.json
    ? `${formatJson(envelope(reply, now, old))}\n`
    : lines(text(parsed, reply));
  return { stdout, stderr: lines(notes), exit };
}

/** Points 4 and 5: no `data` and no `total` in an error. */
export function envelope(reply: Reply, now: number, old: boolean): object {
  const rows = reply.rows ?? [];
  const failed = reply.errors !== undefined;
  return {
    timestamp: now,
    timeofday: timeOfDay(now, old),
    status: failed ? 'ERROR' : 'OK',
    ...(failed ? { errors: reply.errors } : { total: rows.length, data: rows }),
    ...(reply.messages === undefined ? {} : { messages: reply.messages }),
  };
}

function text(parsed: Parsed, { rows = [], columns, messages = [], errors = [], text }: Reply) {
  return [
    ...messages,
    ...(text ?? formatTable(rows, { ...parsed, columns })),
    // Two blanks after the dash, as published.
    ...errors.map(({ id, desc }) => `ERROR (${id}) -  ${desc}`),
  ];
}

export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
