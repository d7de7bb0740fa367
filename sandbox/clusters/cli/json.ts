/** Point 6: tabs, a line for each member, no blank after `:`, an empty array with a line of its own. */
export function formatJson(value: unknown, depth = 0): string {
  const inner = '\t'.repeat(depth + 1);
  const outer = '\t'.repeat(depth);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${formatJson(item, depth + 1)}`);
    return `[\n${items.length === 0 ? inner : items.join(',\n')}\n${outer}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, member]) => `${inner}${JSON.stringify(key)}:${formatJson(member, depth + 1)}`,
    );
    return `{\n${members.join(',\n')}\n${outer}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
