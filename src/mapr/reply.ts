import { z } from 'zod';
import { int, text } from './fields.ts';

/** The envelope of a `-json` reply (sheet, 1.3), and what was printed beside it. */
export interface Reply {
  /** `null`: nothing printed could be read as a reply. */
  readonly status: 'OK' | 'ERROR' | null;
  /** `null`: the reply has no rows to read, or fewer than it claims. */
  readonly rows: readonly unknown[] | null;
  /** From the envelope and from `ERROR (n)` lines. Not empty: it failed, whatever the exit code. */
  readonly errors: readonly ReplyError[];
  readonly messages: readonly string[];
}

export interface ReplyError {
  readonly id: number | null;
  readonly desc: string;
}

const envelope = z.object({
  status: z.enum(['OK', 'ERROR']),
  total: int.optional(),
  data: z.array(z.unknown()).optional(),
  errors: z.array(z.object({ id: int.nullable().catch(null), desc: text.catch('') })).default([]),
  messages: z.array(z.string()).catch([]).default([]),
});

/**
 * Reads what `maprcli ... -json` printed. The native client, SLF4J and others print beside the reply, before it
 * or after it; and `ERROR (n)` lines can stand beside a success (sheet, 1.4).
 */
export function parseReply(stdout: string, stderr = ''): Reply {
  const lines = stdout.split(/\r?\n/).filter((line) => !isDiagnostic(line));
  const found = findEnvelope(lines);
  const beside = found === null ? lines : lines.toSpliced(found.from, found.to - found.from);
  const printed = errorLines([...beside, ...stderr.split(/\r?\n/)]);
  if (found === null) return { status: null, rows: null, errors: printed, messages: [] };

  const { status, total, data, errors, messages } = found.value;
  const silent = status === 'ERROR' && errors.length === 0 && printed.length === 0;
  return {
    status,
    rows: rowsOf(data, total),
    errors: [...errors, ...printed, ...(silent ? [{ id: null, desc: 'no reason given' }] : [])],
    messages,
  };
}

type Envelope = z.infer<typeof envelope>;

interface Found {
  value: Envelope;
  /** Lines that it takes, `to` excluded. */
  from: number;
  to: number;
}

/** What it takes to go through a long output of something else without reading it over and over. */
const tries = 16;

function findEnvelope(lines: readonly string[]): Found | null {
  let left = tries;
  for (const [from, line] of lines.entries()) {
    const to = endOf(lines, from, line);
    if (to === null) continue;
    const value = parseEnvelope(lines.slice(from, to).join('\n'));
    if (value !== null) return { value, from, to };
    left -= 1;
    if (left === 0) return null;
  }
  return null;
}

/** The CLI indents, so the envelope ends at the first unindented brace; the REST twin prints one line. */
function endOf(lines: readonly string[], from: number, line: string): number | null {
  if (line.trimEnd() === '{') {
    const end = lines.findIndex((other, index) => index > from && other.trimEnd() === '}');
    return end === -1 ? null : end + 1;
  }
  return line.startsWith('{') && line.trimEnd().endsWith('}') ? from + 1 : null;
}

function parseEnvelope(json: string): Envelope | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function rowsOf(data: readonly unknown[] | undefined, total: number | undefined) {
  if (data === undefined) return total === 0 ? [] : null;
  // A row that is missing from the reply must not pass for one that is missing from the cluster.
  return total !== undefined && total > data.length ? null : data;
}

/** `2021-01-22 09:58:35,5813 ERROR Client fc/dbclient.cc:716 Thread: 2411 ... failed, error ...(38)` */
function isDiagnostic(line: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ /.test(line);
}

function errorLines(lines: readonly string[]): ReplyError[] {
  return lines.flatMap((line) => {
    const match = /^\s*ERROR \((\d+)\)\s*-\s*(.*)$/.exec(line);
    return match === null ? [] : [{ id: Number(match[1]), desc: (match[2] ?? '').trim() }];
  });
}
