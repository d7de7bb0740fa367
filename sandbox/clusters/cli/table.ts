import type { Row } from '../commands/command.ts';

export interface TableOptions {
  columns?: readonly string[] | undefined;
  long: boolean;
  noheader: boolean;
}

/** Point 8: a header and a line per row, columns padded; nothing at all without rows. */
export function formatTable(
  rows: readonly Row[],
  { columns, long, noheader }: TableOptions,
): string[] {
  if (rows.length === 0) return [];
  const names = [...new Set([...(columns ?? []), ...rows.flatMap((row) => Object.keys(row))])];
  const body = rows.map((row) => names.map((name) => cell(row[name], long)));
  const lines = noheader ? body : [names, ...body];
  const widths = names.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cell(value: unknown, long: boolean): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return long ? JSON.stringify(value) : '...';
}
