import type { Readable } from 'node:stream';

/** The end of what a stream carried, at most `limit` bytes. Call it when the stream has ended. */
export function keepTail(stream: Readable, limit: number): () => string {
  let chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    // Twice the limit, so that a long output is not copied anew with each chunk.
    if (size > 2 * limit) {
      chunks = [Buffer.from(Buffer.concat(chunks).subarray(-limit))];
      size = limit;
    }
  });
  return () => Buffer.concat(chunks).subarray(-limit).toString('utf8');
}
