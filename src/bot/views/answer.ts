/** What a command answered, in the lines that a person would read of it. The log has the whole. */

/** The fields of a row that tell something here; a row without any of them is shown as it is. */
const telling = new Set([
  'adminperm',
  'cluster',
  'copyperm',
  'defaultpartitions',
  'errors',
  'gatewayConfig',
  'logicalsize',
  'maxoffset',
  'minPendingTS',
  'numtopics',
  'partitionid',
  'partitions',
  'paused',
  'putsPending',
  'replicaState',
  'stream',
  'topic',
  'ttl',
]);

/**
 * A reply in JSON without the envelope that every reply has, a line a row, and of a long row what
 * tells something. Anything else is shown as it was printed.
 */
export function essence(answer: string, isLook: boolean): string {
  const reply = parse(answer);
  if (!reply) return answer;
  const { data, errors, status } = reply;
  if (errors !== undefined) return `${status}: ${JSON.stringify(errors)}`;
  if (!Array.isArray(data)) return answer;
  if (data.length === 0) return isLook ? `${status}, no rows` : `${status}`;
  return data.map(line).join('\n');
}

function parse(answer: string): Record<string, unknown> | null {
  try {
    const reply: unknown = JSON.parse(answer.slice(Math.max(answer.indexOf('{'), 0)));
    return typeof reply === 'object' && reply !== null ? { ...reply } : null;
  } catch {
    return null;
  }
}

function line(row: unknown): string {
  if (typeof row !== 'object' || row === null) return JSON.stringify(row);
  const fields = Object.entries(row);
  const kept = fields.filter(([name]) => telling.has(name));
  const shown = kept.length > 0 ? kept : fields;
  const words = shown.map(([name, value]) => `${name}: ${said(value)}`).join(', ');
  return shown.length < fields.length ? `${words}, …` : words;
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
