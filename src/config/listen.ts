/** Where a process can be asked how it does: `<host>:<port>`. */
export interface Listen {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** `127.0.0.1:9464`, `[::1]:9464`, or a port alone, which listens on every address. @returns null where it is none of these */
export function parseListen(text: string): Listen | null {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.]+)\]:|([\w.-]+):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return null;
  return { host: bracketed ?? plain ?? '::', port };
}
