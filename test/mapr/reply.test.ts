import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../../src/mapr/reply.ts';
import { envelope } from './support.ts';

const one = envelope({ status: 'OK', total: 1, data: [{ a: 1 }] });
const native =
  '2021-01-22 09:58:35,5813 ERROR Client fc/dbclient.cc:716 Thread: 2411 AddTableReplica failed, error Function not implemented(38)\n';

/** Published verbatim: the reply of a `volume create`. */
const published = `{
	"timestamp":1733293024656,
	"timeofday":"2024-12-04 03:17:04.656 GMT+0900 PM",
	"status":"OK",
	"total":0,
	"data":[
		
	],
	"messages":[
		"Successfully created volume: 'ezua-base-volume-ezua'"
	]
}
`;

/** Published verbatim: one line, of the REST twin. */
const compact =
  '{"timestamp":1525735089672,"timeofday":"2018-05-07 11:18:09.672 GMT+0000 PM","status":"ERROR","errors":[{"id":22,"desc":"Failed to add index for table: /user/mapr/demo.mapr.com/tables/payments : Cluster Gateways are not configured"}]}';

describe('a reply', () => {
  it('of the CLI is read', () => {
    expect(parseReply(published)).toEqual({
      status: 'OK',
      rows: [],
      errors: [],
      messages: ["Successfully created volume: 'ezua-base-volume-ezua'"],
    });
  });

  it('on one line is read', () => {
    expect(parseReply(compact)).toMatchObject({
      status: 'ERROR',
      rows: null,
      errors: [{ id: 22, desc: expect.stringContaining('Gateways are not configured') }],
    });
  });

  it.each([
    ['a native line before it', native + one],
    ['a native line after it', one + native],
    ['a native line within it', one.replace('\t"status"', `${native}\t"status"`)],
    ['words before it', `SLF4J: {no binder}\n{ oops }\n${one}`],
    ['Windows line ends', one.replaceAll('\n', '\r\n')],
    ['another object before it', `{\n\t"level":"warn"\n}\n${one}`],
    ['a one-line object before it', `{"level":"warn"}\n${one}`],
  ])('is found with %s', (_, stdout) => {
    expect(parseReply(stdout)).toMatchObject({ status: 'OK', rows: [{ a: 1 }], errors: [] });
  });

  it.each([
    ['nothing', ''],
    ['words', 'no JSON here\n'],
    ['a broken one', one.replace('"total"', 'total')],
    ['half of one', one.slice(0, one.length / 2)],
    ['an unknown status', envelope({ status: 'MAYBE', data: [] })],
    ['no status', envelope({ total: 0, data: [] })],
    ['an array', '[\n]\n'],
    ['a long output of something else', '{\n}\n'.repeat(50_000)],
  ])('is not made out of %s', (_, stdout) => {
    expect(parseReply(stdout)).toEqual({ status: null, rows: null, errors: [], messages: [] });
  });

  it('has the errors printed beside it', () => {
    expect(parseReply(`${one}ERROR (10003) -  No such file\n`)).toMatchObject({
      status: 'OK',
      errors: [{ id: 10003, desc: 'No such file' }],
    });
    expect(parseReply('ERROR (17) - File exists\n').errors).toEqual([
      { id: 17, desc: 'File exists' },
    ]);
    expect(parseReply(one, 'ERROR (1) -  on stderr').errors).toHaveLength(1);
  });

  it('has an error when it says ERROR without one', () => {
    expect(parseReply(envelope({ status: 'ERROR' })).errors).toEqual([
      { id: null, desc: 'no reason given' },
    ]);
  });

  it.each([
    [
      { id: '22', desc: 'x' },
      { id: 22, desc: 'x' },
    ],
    [{ desc: 'x' }, { id: null, desc: 'x' }],
    [{ id: 22 }, { id: 22, desc: '' }],
  ])('has the error %j as far as it can be read', (given, expected) => {
    expect(parseReply(envelope({ status: 'ERROR', errors: [given] })).errors).toEqual([expected]);
  });

  it.each([
    ['data', { total: 0, data: [] }, []],
    ['no data and a total of 0', { total: 0 }, []],
    ['a total in words', { total: '1', data: [1] }, [1]],
    ['no total', { data: [1] }, [1]],
    ['no data', {}, null],
    ['no data and a total of 1', { total: 1 }, null],
    ['fewer rows than its total', { total: 2, data: [1] }, null],
  ])('with %s has its rows', (_, fields, rows) => {
    expect(parseReply(envelope({ status: 'OK', ...fields })).rows).toEqual(rows);
  });

  it('is found, or not, without ever throwing', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('{', '}', '\n', '"', one, compact, native, 'ERROR (1) - x\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(() => parseReply(pieces.join(''))).not.toThrow();
      }),
    );
  });

  it('of any rows survives noise around it', () => {
    const noise = fc.constantFrom('', native, 'SLF4J: x\n', 'Failed to connect to IPv6\n');
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), noise, noise, (data, before, after) => {
        const stdout = before + envelope({ status: 'OK', total: data.length, data }) + after;
        expect(parseReply(stdout).rows).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});
