import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { traced } from '../tracing/span.ts';
import type { Answer, MaprCommand } from './command.ts';
import { childEnv } from './env.ts';
import { MaprError } from './errors.ts';
import { type RunningProgram, startProgram } from './program.ts';
import { type ApiServer, askServer } from './rest.ts';

export type { RunningProgram } from './program.ts';

export interface RunOptions {
  /** Ends the program. */
  signal?: AbortSignal | undefined;
  /** Gets what it did, before it is judged; for the log. Not called if it did not start. */
  onAnswer?: ((answer: Answer) => void) | undefined;
}

/** The MapR client of this host, and the API servers of the clusters that have one. */
export interface Mapr {
  readonly home: string;
  /** Whether an API server runs the command, and no program of this host. */
  isByRest(command: Pick<MaprCommand<unknown>, 'program' | 'cluster'>): boolean;
  /**
   * Runs a command to its end and reads the answer.
   *
   * @throws MaprError; or the signal's reason if it was aborted, when the program has ended (an API server may go on)
   */
  run<R>(command: MaprCommand<R>, options?: RunOptions): Promise<R>;
  /**
   * Starts a command that takes as long as it takes. Judge its answer with `command.read`.
   *
   * @throws MaprError if it cannot be started
   */
  start(command: MaprCommand<void>, options?: RunOptions): RunningProgram;
}

export interface MaprSettings {
  /** MAPR_HOME: the programs are in its `bin`. */
  home: string;
  /** For each command of `run`. */
  timeoutMs: number;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  graceMs?: number | undefined;
  /** What is kept of an output: for a reply, all of it or it cannot be read. Default 8 MiB. */
  maxBytes?: number | undefined;
  /** By cluster: what to ask in place of `maprcli`. */
  servers?: ReadonlyMap<string, ApiServer> | undefined;
}

export function createMapr(settings: MaprSettings): Mapr {
  const { home, timeoutMs, graceMs = 5_000, maxBytes = 8 * 1024 * 1024, servers } = settings;

  function serverOf({ program, cluster }: Pick<MaprCommand<unknown>, 'program' | 'cluster'>) {
    return program === 'maprcli' ? servers?.get(cluster) : undefined;
  }

  async function ask(server: ApiServer, command: MaprCommand<unknown>, options: RunOptions) {
    const { signal, onAnswer } = options;
    signal?.throwIfAborted();
    const answer = await askServer(server, command, { timeoutMs, maxBytes, signal });
    onAnswer?.(answer);
    return answer;
  }

  function launch(command: MaprCommand<unknown>, limitMs: number | null, options: RunOptions) {
    const { signal, onAnswer } = options;
    signal?.throwIfAborted();
    const file = join(home, 'bin', command.program);
    const limits = { env: childEnv(process.env, home), timeoutMs: limitMs, graceMs, maxBytes };
    const program = startProgram(file, command.args, limits);
    if (program === null) throw notStarted(command, file);

    const stop = () => void program.stop();
    signal?.addEventListener('abort', stop, { once: true });
    const done = program.done.then((answer) => {
      signal?.removeEventListener('abort', stop);
      onAnswer?.(answer);
      return answer;
    });
    return { pid: program.pid, done, stop: () => program.stop().then(() => done) };
  }

  return {
    home,
    isByRest: (command) => serverOf(command) !== undefined,
    async run(command, options = {}) {
      const server = serverOf(command);
      const answer = await spanOf(command, async () =>
        server ? ask(server, command, options) : launch(command, timeoutMs, options).done,
      );
      options.signal?.throwIfAborted();
      return command.read(answer);
    },
    start(command, options = {}) {
      const program = launch(command, null, options);
      void spanOf(command, () => program.done);
      return program;
    },
  };
}

/** Of its words alone, `maprcli stream replica add`: neither what it is given nor what it answers. */
function spanOf(
  { program, args, cluster }: MaprCommand<unknown>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const words = args.slice(0, args.findIndex((arg) => arg.startsWith('-')) >>> 0);
  const name = [program, ...words].join(' ');
  return traced(null, name, { 'replicate.cluster': cluster }, async (note) => {
    const answer = await work();
    const { exitCode, timedOut } = answer;
    note({ ...(exitCode === null ? {} : { 'process.exit.code': exitCode }), timedOut });
    return answer;
  });
}

function notStarted(command: MaprCommand<unknown>, file: string): MaprError {
  try {
    accessSync(file, constants.X_OK);
  } catch (cause) {
    const reason = `${file} does not exist or may not be executed`;
    return new MaprError({ fault: 'not-started', command, reason, cause });
  }
  // It is there, so the host lacks something: memory, processes, file descriptors.
  const reason = `${file} could not be started`;
  return new MaprError({ fault: 'transient', command, reason });
}
