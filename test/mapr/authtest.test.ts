import { expect, it } from 'vitest';
import { authtest } from '../../src/mapr/authtest.ts';
import { answer, errorOf } from './support.ts';

const command = authtest('newyork');
const insecure =
  'Security is not enabled on the cluster: edge1.enterprise.org. Running maprlogin will not login. ' +
  'If you think security should be enabled -  please check your cluster configuration.';

it.each([
  ['exit code 0', answer({ stdout: 'anything' }), 'valid', 'anything'],
  ['exit code 1', answer({ exitCode: 1, stderr: 'no ticket\n' }), 'missing', 'no ticket'],
  ['the published words', answer({ exitCode: 1, stdout: insecure }), 'insecure', insecure],
  ['the words and exit code 0', answer({ stderr: insecure }), 'insecure', insecure],
])('after %s', (_, given, state, raw) => {
  expect(command.read(given)).toEqual({ state, raw });
});

it.each([
  ['a timeout', answer({ timedOut: true, exitCode: null }), 'timeout'],
  ['a signal', answer({ exitCode: null }), 'transient'],
  ['no CLDB', answer({ exitCode: 1, stdout: 'ERROR (10009) -  x\n' }), 'transient'],
])('cannot tell after %s', (_, given, fault) => {
  expect(errorOf(command, given).fault).toBe(fault);
});
