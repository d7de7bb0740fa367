import { expect, it } from 'vitest';
import { childEnv } from '../../src/mapr/env.ts';

it('a child gets what it needs and nothing else', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/mapr-bot',
    LANG: 'C.UTF-8',
    MAPR_TICKETFILE_LOCATION: '/etc/ticket',
    MAPR_HOME: '/elsewhere',
    SLACK_BOT_TOKEN: 'xoxb',
    REDIS_URL: 'redis://:secret@x',
    JAVA_TOOL_OPTIONS: '-javaagent:x',
    LD_PRELOAD: 'x.so',
    NODE_OPTIONS: '--inspect',
  };
  expect(childEnv(env, '/opt/mapr')).toEqual({
    PATH: '/bin',
    HOME: '/home/mapr-bot',
    LANG: 'C.UTF-8',
    MAPR_TICKETFILE_LOCATION: '/etc/ticket',
    MAPR_HOME: '/opt/mapr',
  });
});
