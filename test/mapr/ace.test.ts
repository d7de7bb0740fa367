import { describe, expect, it } from 'vitest';
import { allows } from '../../src/mapr/ace.ts';
import { ticketUser } from '../../src/mapr/tickets.ts';

const user = { name: 'mapr-bot', uid: '5001', gids: ['5001', '70'] };

describe('allows', () => {
  it.each([
    ['u:mapr-bot', true],
    ['u:5001', true],
    ['u:somebody', false],
    ['', false],
    ['p', true],
    ['g:70', true],
    ['g:71', false],
    ['g:admin', null],
    ['r:ops', null],
    ['u:somebody | u:mapr-bot', true],
    ['u:somebody|g:admin', null],
    ['u:mapr-bot|g:admin', true],
    ['u:mapr-bot & g:admin', null],
    ['u:somebody & g:admin', false],
    ['!u:mapr-bot', false],
    ['!g:admin', null],
    ['u:mapr-bot | (g:admin & !g:cl3)', true],
    ['u:somebody | (g:70 & !g:71)', true],
    ['(u:mapr-bot', null],
    ['u:mapr-bot u:somebody', null],
    ['&', null],
  ])('%j: %s', (expression, allowed) => {
    expect(allows(expression, user)).toBe(allowed);
  });
});

describe('ticketUser', () => {
  const answer = {
    exitCode: 0,
    stderr: '',
    timedOut: false,
    durationMs: 1,
    startedAt: 0,
    stdout: `Opening keyfile /tmp/maprticket_1000
my.cluster.com: user = juser, created = '-', expires = '-', RenewalTill = '-', uid = 20001, gids = 54261, 7, CanImpersonate = false
`,
  };

  it('reads the published form', () => {
    expect(ticketUser('my.cluster.com').read(answer)).toEqual({
      name: 'juser',
      uid: '20001',
      gids: ['54261', '7'],
    });
  });

  it('is null for a cluster without a ticket', () => {
    expect(ticketUser('other').read(answer)).toBeNull();
  });
});
