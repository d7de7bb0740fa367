import { expect, it } from 'vitest';
import { parseListen } from '../../src/config/listen.ts';

it.each([
  ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
  ['ops.example.com:80', { host: 'ops.example.com', port: 80 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
  ['9464', { host: '::', port: 9464 }],
])('%s is a place to listen at', (text, listen) => {
  expect(parseListen(text)).toEqual(listen);
});

it.each([
  '',
  'x',
  '127.0.0.1',
  ':9464',
  '127.0.0.1:65536',
  '127.0.0.1:',
  '::1:9464',
  'http://x:1',
  'a b:1',
])('%j is none', (text) => {
  expect(parseListen(text)).toBeNull();
});
