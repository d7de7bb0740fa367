/** The programs of a MapR client, in `$MAPR_HOME/bin`. */
export type Program = 'maprcli' | 'mapr' | 'maprlogin';

/** One call of a program, as a value: what to run, and how to understand what it answers. */
export interface MaprCommand<R> {
  readonly program: Program;
  /** One element an argument; never passed through a shell. */
  readonly args: readonly string[];
  /** Whether it changes anything on a cluster. */
  readonly changes: boolean;
  /** The cluster that it looks at or changes. */
  readonly cluster: string;
  /** Pure. @throws MaprError */
  read(answer: Answer): R;
}

/** What a program did. */
export interface Answer {
  /** `null`: ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether we ended it because it took too long. */
  readonly timedOut: boolean;
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What is shown to people, and can be pasted in a shell. `-json` is ours and left out. */
export function show(command: Pick<MaprCommand<unknown>, 'program' | 'args'>): string {
  const words = command.args.filter((word) => word !== '-json');
  return [command.program, ...words.map(shellWord)].join(' ');
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
