/** Redis' wire format (RESP 2 and 3), as far as it takes to tell where a command or a reply ends. */

/** The command at the start of `bytes`, as clients send it: an array of bulk strings. `null`: not all of it is there yet. */
export function readCommand(bytes: Buffer): { words: Buffer[]; end: number } | null {
  const head = readLine(bytes, 0);
  if (head === null) return null;
  if (bytes[0] !== star) throw new Error(`not a command: ${bytes.subarray(0, 40).toString()}`);
  const words: Buffer[] = [];
  let at = head.next;
  for (let left = Number(head.text); left > 0; left -= 1) {
    const size = readLine(bytes, at);
    if (size === null) return null;
    const end = size.next + Number(size.text);
    if (bytes.length < end + 2) return null;
    words.push(bytes.subarray(size.next, end));
    at = end + 2;
  }
  return { words, end: at };
}

/** Where the value at `start` ends, and whether it is a push, which answers no command. `null`: not all of it is there yet. */
export function readReply(bytes: Buffer, start = 0): { end: number; push: boolean } | null {
  const head = readLine(bytes, start);
  if (head === null) return null;
  const kind = String.fromCharCode(bytes[start] ?? 0);
  const count = Number(head.text);
  switch (kind) {
    case '$':
    case '=':
    case '!': {
      const end = count < 0 ? head.next : head.next + count + 2;
      return bytes.length < end ? null : { end, push: false };
    }
    case '*':
    case '~':
    case '>':
      return readMany(bytes, head.next, count, kind === '>');
    case '%':
      return readMany(bytes, head.next, count * 2, false);
    case '|': {
      // Attributes go ahead of the value that they are about.
      const attributes = readMany(bytes, head.next, count * 2, false);
      return attributes && readReply(bytes, attributes.end);
    }
    default:
      return { end: head.next, push: false };
  }
}

function readMany(bytes: Buffer, start: number, count: number, push: boolean) {
  let end = start;
  for (let left = count; left > 0; left -= 1) {
    const value = readReply(bytes, end);
    if (value === null) return null;
    end = value.end;
  }
  return { end, push };
}

const star = '*'.charCodeAt(0);

/** A line without its first character, which tells what it is. */
function readLine(bytes: Buffer, start: number): { text: string; next: number } | null {
  const end = bytes.indexOf('\r\n', start);
  return end < 0 ? null : { text: bytes.toString('latin1', start + 1, end), next: end + 2 };
}
