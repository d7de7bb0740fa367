import { expect, it } from 'vitest';
import { copystream } from '../../src/mapr/copystream.ts';
import { answer, errorOf, replica, source } from './support.ts';

const command = copystream({ source, replica });

it('a copy is done when the exit code is 0, whatever it prints', () => {
  expect(command.read(answer({ stderr: '2021 INFO copied {\n' }))).toBeUndefined();
});

it.each([
  ['exit code 1', answer({ exitCode: 1, stderr: 'broke off\n' }), 'transient'],
  ['an ERROR line', answer({ stdout: 'ERROR (13) -  x\n' }), 'refused'],
  ['a signal', answer({ exitCode: null }), 'transient'],
])('a copy has failed after %s', (_, given, fault) => {
  expect(errorOf(command, given)).toMatchObject({ fault, cluster: 'sanfrancisco' });
});
