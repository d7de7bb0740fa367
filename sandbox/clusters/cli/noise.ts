/** Point 9: a line of the native client, `2021-01-22 09:58:35,5813 ERROR Client fc/dbclient.cc:716 Thread: ...`. */
export function nativeLine(at: number, pid: number, text: string): string {
  const stamp = new Date(at).toISOString();
  const clock = `${stamp.slice(0, 10)} ${stamp.slice(11, 19)},${stamp.slice(20, 23)}0`;
  return `${clock} ERROR Client fc/dbclient.cc:716 Thread: ${pid} ${text}`;
}

/** What other libraries say beside the answer. */
export function stderrNoise(at: number, pid: number): string[] {
  return [
    'SLF4J: Class path contains multiple SLF4J bindings.',
    'SLF4J: See http://www.slf4j.org/codes.html#multiple_bindings for an explanation.',
    'Failed to connect to IPv6',
    nativeLine(at, pid, harmless),
  ];
}

/** A failure that does no harm: a read-only CLDB was asked first. */
export const harmless = 'Lookup of volume mapr.** failed, error Read-only file system(30)';
