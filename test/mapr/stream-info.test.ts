import { describe, expect, it } from 'vitest';
import { attributesDiffer, streamInfo } from '../../src/mapr/stream-info.ts';
import { answer, errorOf, failed, ok, source } from './support.ts';

/** The published sample (8.0), with the ends that were cut off. */
const row = {
  path: '/apps/x/activity',
  physicalsize: 57344,
  logicalsize: 32768,
  numtopics: 1,
  defaultpartitions: 1,
  ttl: 604800,
  compression: 'lz4',
  autocreate: true,
  produceperm: 'u:root',
  consumeperm: 'u:root',
  topicperm: 'u:root',
  copyperm: 'u:root | u:mapr',
  adminperm: 'u:root',
};
const command = streamInfo(source);

function infoOf(change: object = {}) {
  const info = command.read(ok([{ ...row, ...change }]));
  if (info === null) throw new Error('absent');
  return info;
}

describe('stream info', () => {
  it('reads the published sample', () => {
    expect(infoOf()).toEqual({
      path: '/apps/x/activity',
      attributes: { ttl: 604800, defaultpartitions: 1, compression: 'lz4', autocreate: true },
      perms: {
        produceperm: 'u:root',
        consumeperm: 'u:root',
        topicperm: 'u:root',
        copyperm: 'u:root | u:mapr',
        adminperm: 'u:root',
      },
      numtopics: 1,
      physicalsize: 57344,
      logicalsize: 32768,
    });
  });

  it('reads numbers and booleans in words, and passes over what it does not know', () => {
    const info = infoOf({ ttl: '0', autocreate: 'false', compact: true, ischangelog: false });
    expect(info.attributes).toMatchObject({ ttl: 0, autocreate: false, ischangelog: false });
  });

  it('has no permissions when the caller lacks adminperm', () => {
    const without = Object.fromEntries(
      Object.entries(row).filter(([name]) => !name.endsWith('perm')),
    );
    expect(command.read(ok([without]))).not.toHaveProperty('perms');
  });

  it.each([
    ['the published words', failed(10003, '/apps/x/activity is not a valid stream')],
    ['the published words, of the global path', failed(22, `${source} is not a valid stream`)],
    ['ENOENT', failed(2, 'whatever')],
    ['ENOENT as a line', answer({ exitCode: 1, stdout: 'ERROR (2) -  whatever\n' })],
    ['exit code 0 beside the error, as -json may have it', failed(2, 'x', { exitCode: 0 })],
  ])('finds no stream after %s', (_, given) => {
    expect(command.read(given)).toBeNull();
  });

  it.each([
    ['another number', failed(10009, 'no CLDB'), 'transient'],
    ['a refusal', failed(13, 'Permission denied'), 'refused'],
    ['the words about another path', failed(10003, '/y is not a valid stream'), 'refused'],
    [
      'ENOENT beside another error',
      answer({ exitCode: 1, stdout: 'ERROR (2) -  x\nERROR (10009) -  y\n' }),
      'refused',
    ],
    [
      'ENOENT in the noise',
      answer({ exitCode: 1, stderr: 'Lookup failed, error x(2)' }),
      'transient',
    ],
    ['a timeout', failed(2, 'x', { timedOut: true, exitCode: null }), 'timeout'],
    ['a signal', failed(2, 'x', { exitCode: null }), 'transient'],
    ['no row', ok([]), 'unreadable'],
    ['two rows', ok([row, row]), 'unreadable'],
    ['a row without ttl', ok([{ ...row, ttl: undefined }]), 'unreadable'],
    ['exit code 1 without an error', answer({ exitCode: 1 }), 'transient'],
  ])('cannot tell after %s', (_, given, fault) => {
    expect(errorOf(command, given).fault).toBe(fault);
  });
});

describe('attributes', () => {
  it('are the same whatever the blanks, sizes and paths', () => {
    const other = infoOf({ path: '/z', physicalsize: 0, copyperm: 'u:root|u:mapr', numtopics: 9 });
    expect(attributesDiffer(infoOf(), other)).toEqual([]);
  });

  it.each([
    [{ ttl: 86400 }, 'ttl: 604800 at the source, 86400 at the replica'],
    [{ defaultpartitions: 3 }, 'defaultpartitions: 1 at the source, 3 at the replica'],
    [{ compression: 'off' }, 'compression: lz4 at the source, off at the replica'],
    [{ autocreate: false }, 'autocreate: true at the source, false at the replica'],
    [{ adminperm: '' }, 'adminperm: u:root at the source, nobody at the replica'],
    [{ adminperm: undefined }, 'permissions: cannot be seen at the replica (no adminperm)'],
  ])('differ by %j', (change, line) => {
    expect(attributesDiffer(infoOf(), infoOf(change))).toEqual([line]);
  });

  it('that only one side knows do not count, as the releases may differ', () => {
    expect(attributesDiffer(infoOf({ ischangelog: false }), infoOf())).toEqual([]);
    expect(attributesDiffer(infoOf(), infoOf({ pidexpirysecs: 5 }))).toEqual([]);
    const both = [infoOf({ pidexpirysecs: 5 }), infoOf({ pidexpirysecs: 6 })] as const;
    expect(attributesDiffer(...both)).toHaveLength(1);
  });

  it('whose permissions cannot be seen at the source are not called equal', () => {
    const blind = infoOf({ copyperm: undefined });
    expect(attributesDiffer(blind, infoOf())).toEqual([
      'permissions: cannot be seen at the source (no adminperm)',
    ]);
    expect(attributesDiffer(blind, blind)).toEqual([]);
  });
});
