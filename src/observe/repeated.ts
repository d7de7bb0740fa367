export interface Repeated {
  start(): void;
  /** What is under way is aborted, and nothing begins after it. */
  stop(): void;
}

/** Does the work at once when it is started, and again each so many milliseconds. @param work must not reject */
export function repeated(everyMs: number, work: (signal: AbortSignal) => Promise<void>): Repeated {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const once = () => void work(stopping.signal);
  return {
    start() {
      once();
      timer = setInterval(once, everyMs);
    },
    stop() {
      stopping.abort();
      clearInterval(timer);
    },
  };
}
