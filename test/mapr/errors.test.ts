import { describe, expect, it } from 'vitest';
import { MaprError } from '../../src/mapr/errors.ts';
import { defaultOptions } from '../../src/mapr/options.ts';
import { replicaAdd } from '../../src/mapr/replica-add.ts';
import { streamCreate } from '../../src/mapr/stream-create.ts';
import { answer, errorOf, failed, replica, source } from './support.ts';

const create = streamCreate({ path: replica, copyMetaFrom: source });
const add = replicaAdd({ source, replica, options: defaultOptions });

describe('the number of an error', () => {
  it.each([
    [1, 'refused', 'lacks a right'],
    [2, 'refused', 'does not exist'],
    [13, 'refused', 'adminperm and copyperm'],
    [17, 'refused', 'something of that name already'],
    [22, 'refused', 'Read what it answered'],
    [30, 'refused', 'read-only'],
    [38, 'refused', 'licence'],
    [95, 'refused', 'licence'],
    [10003, 'refused', 'exists already'],
    [10009, 'transient', 'CLDB'],
    [5, 'transient', 'run it by hand'],
    [110, 'transient', 'run it by hand'],
    [10015, 'transient', 'run it by hand'],
  ])('%i means %s, and says what to do', (id, fault, remedy) => {
    const error = errorOf(create, failed(id, 'some words'));
    expect(error).toMatchObject({ fault, id, mendedByRetry: fault === 'transient' });
    expect(error.remedy).toContain(remedy);
  });

  it('decides, not the words beside it', () => {
    expect(errorOf(create, failed(10009, 'File exists')).fault).toBe('transient');
    expect(errorOf(create, failed(17, 'try again later')).fault).toBe('refused');
  });

  it('of several is the one that no retry mends', () => {
    const stdout = 'ERROR (10009) -  a\nERROR (17) -  b\n';
    expect(errorOf(create, answer({ exitCode: 1, stdout }))).toMatchObject({
      id: 17,
      fault: 'refused',
    });
  });
});

describe('an error', () => {
  it('says where, which command, what was answered, and what to do', () => {
    const desc = 'Failed to add replica for table: /activity DirectCopyInfo DC_NOT_SUPPORTED';
    const error = errorOf(add, failed(95, desc));
    expect(error.message).toBe(
      'sanfrancisco: maprcli stream replica add -path /mapr/sanfrancisco/apps/x/activity ' +
        `-replica /mapr/newyork/apps/x/activity -paused true: failed with error 95: ${desc}`,
    );
    expect(error.answer).toContain(desc);
    expect(error.remedy).toContain('apply the licence to both clusters');
  });

  it('of a replica add that hung speaks of the licence', () => {
    const error = errorOf(add, answer({ exitCode: null, timedOut: true, durationMs: 120_000 }));
    expect(error).toMatchObject({ fault: 'timeout', mendedByRetry: true });
    expect(error.message).toContain('did not end within 120 s');
    expect(error.remedy).toContain('licence');
    expect(error.remedy).toContain('unknown whether it took effect');
  });

  it('about gateways says how to name them', () => {
    expect(errorOf(add, failed(22, 'Cluster Gateways are not configured')).remedy).toContain(
      'maprcli cluster gateway set',
    );
  });

  it('shows no control characters, colours or text that runs backwards', () => {
    const stdout = `\u001b[31mred\u001b[0m\u0007\u202e\u0000 text\r\n\ttab\ud800`;
    const error = errorOf(create, answer({ exitCode: 1, stdout }));
    expect(error.answer).toBe('red text\n\ttab\ufffd');
    expect(errorOf(create, failed(17, '\u001b[31mred\u0007\nblue')).message).toMatch(
      /error 17: red blue$/,
    );
  });

  it('keeps the beginning and more of the end of a long answer', () => {
    const stdout = `first ${'😀'.repeat(5000)} last`;
    const { answer: shown } = errorOf(create, answer({ exitCode: 1, stdout }));
    expect(shown.length).toBeLessThanOrEqual(1500);
    expect(shown).toMatch(/^first .*\n\[…\]\n.* last$/su);
    expect(shown).not.toMatch(/\p{Cs}/u);
  });

  it('goes into the log as JSON', () => {
    const error = errorOf(create, failed(17, 'File exists'));
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'MaprError',
      message: error.message,
      fault: 'refused',
      mendedByRetry: false,
      id: 17,
      command: error.command,
      cluster: 'newyork',
      answer: error.answer,
      remedy: error.remedy,
    });
  });

  it('without an answer says so with none', () => {
    const cause = new Error('ENOENT');
    const error = new MaprError({ fault: 'not-started', command: create, reason: 'x', cause });
    expect(error).toMatchObject({ answer: '', id: null, mendedByRetry: false, cause });
    expect(error.remedy).toContain('MAPR_HOME');
  });
});
