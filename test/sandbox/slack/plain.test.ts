import { describe, expect, it } from 'vitest';
import { plain } from '../../../sandbox/slack/index.ts';

const names = { U0SF1: 'maya', S0NY: 'ny-owners', C0REP: 'replication' };

describe('mrkdwn', () => {
  it.each([
    ['*Approve?* _now_ ~not~', 'Approve? now not'],
    [
      '<@U0SF1> in <#C0REP|x>, <!subteam^S0NY>, <!here>',
      '@maya in #replication, @ny-owners, @here',
    ],
    ['a_b_c `x_*y*_` &lt;b&gt; &amp;amp;', 'a_b_c x_*y*_ <b> &amp;'],
    ['<https://a.example|the log> <https://b.example>', 'the log https://b.example'],
    ['```\nmaprcli x\n```', 'maprcli x'],
    ['<!date^1763859600^{date_short} {time}|later>', 'Nov 22, 2025 5:00 PM'],
  ])('%s', (text, words) => {
    expect(plain({ text, blocks: [], names, tz: 'America/Los_Angeles' })).toBe(words);
  });
});

it('shows a plan with the state of its tasks', () => {
  const shown = plain({
    blocks: [
      {
        type: 'plan',
        title: 'Replicate',
        tasks: [
          { type: 'task_card', task_id: '1', title: 'Create', status: 'complete' },
          { type: 'task_card', task_id: '2', title: 'Register', status: 'in_progress' },
        ],
      },
    ],
  });
  expect(shown).toBe('Replicate\n[complete] Create\n[in progress] Register');
});
