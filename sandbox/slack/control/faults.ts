/** What goes wrong with a Web API method. Without any of the last eight members nothing does. */
export interface Fault {
  /** How many calls it hits. Default: all, until it is cleared. */
  readonly times?: number;
  /** `after`: the method is carried out, only its answer is lost or wrong. Default `before`. */
  readonly when?: 'before' | 'after';
  /** Answered with this HTTP status and no JSON. */
  readonly status?: number;
  /**
   * Answered with 200 and so many bytes, in parts and without `content-length`: a file that is too big. With `hang`
   * the answer begins with them, and never ends.
   */
  readonly bytes?: number;
  /** Answered with `ok: false` and this error, for example `fatal_error`. */
  readonly error?: string;
  /** Answered with 429 and this `Retry-After`, in seconds. */
  readonly rateLimited?: number;
  /** Answered this much later, in milliseconds. Goes together with the others. */
  readonly delayMs?: number;
  /** Never answered. */
  readonly hang?: boolean;
  /** The connection is cut without an answer. */
  readonly cut?: boolean;
}

export interface FaultControl {
  /**
   * Sets the fault of a method (`chat.postMessage`), of `response_url`, of `upload`, of `download` (a GET of
   * `url_private_download`), or of `all`.
   * Replaces the one that it had. A method's own fault goes before that of `all`.
   */
  set(method: string, fault: Fault): Promise<void>;
  /** Without a method: every fault, {@link down} too. */
  clear(method?: string): Promise<void>;
  /**
   * Slack is gone: Web API, response URLs and sockets are cut and refused (the connection is
   * reset), signed requests are not sent. The control API goes on.
   */
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface SocketControl {
  /** Numbers of the connections of Socket Mode that have had their hello, oldest first. */
  list(): Promise<number[]>;
  /** Cuts connections without a word. Default all. */
  drop(connection?: number): Promise<void>;
  /** Sends `disconnect`, and cuts after `timing.refreshMs`. Default all, `refresh_requested`. */
  refresh(reason?: DisconnectReason, connection?: number): Promise<void>;
  /** Stays open but sends nothing, answers no ping and reads nothing. Default all. */
  freeze(connection?: number): Promise<void>;
}

export type DisconnectReason =
  | 'refresh_requested'
  | 'warning'
  | 'link_disabled'
  | 'too_many_websockets';
