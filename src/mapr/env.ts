/**
 * What a MapR program gets of our environment, and why. Nothing else: no tokens, and nothing that makes a JVM or the
 * loader run something else (`JAVA_TOOL_OPTIONS`, `LD_PRELOAD`).
 */
const allowed = {
  PATH: 'the programs are shell scripts',
  HOME: 'Hadoop and Java keep files there',
  USER: 'the scripts ask who runs them',
  LOGNAME: 'same, on other systems',
  LANG: 'the encoding of output',
  LC_ALL: 'same',
  TZ: 'times in replies and logs',
  TMPDIR: 'where Java puts its temporary files',
  JAVA_HOME: 'which Java they start',
  HADOOP_HOME: 'where `mapr copystream` finds its classes, if not in the usual place',
  HADOOP_CONF_DIR: 'same, its settings',
  MAPR_TICKETFILE_LOCATION: 'the service ticket of the worker',
  MAPR_SUBNETS: 'which network interface the client talks on',
} satisfies Record<string, string>;

/** The environment of a child: what is allowed of `env`, and MAPR_HOME as the settings have it. */
export function childEnv(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Record<string, string> {
  const kept = Object.keys(allowed).flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), MAPR_HOME: home };
}
