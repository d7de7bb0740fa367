/** Makes a program's output safe to show: no colours, no control characters, no text that runs backwards. */
export function clean(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(colours, '')
    .replace(titles, '')
    .replace(/(?![\n\t])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
}

// Not node's stripVTControlCharacters: that takes all text between a colour and the next bell for a title.
const colours = /(?![\n\t])\p{Cc}\[[0-?]*[ -/]*[@-~]/gu;
const titles = /(?![\n\t])\p{Cc}\][^\p{Cc}]*(?:\p{Cc}\\)?/gu;

/** At most `length` characters: the beginning and, as that is where a program says why it ended, more of the end. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const mark = '\n[…]\n';
  const head = Math.floor((length - mark.length) / 3);
  const tail = length - mark.length - head;
  return whole(text.slice(0, head)) + mark + whole(text.slice(-tail));
}

/** Without half a character at either end. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
