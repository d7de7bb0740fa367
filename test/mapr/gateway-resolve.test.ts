import { expect, it } from 'vitest';
import { gatewayResolve } from '../../src/mapr/gateway-resolve.ts';
import { errorOf, failed, ok } from './support.ts';

const command = gatewayResolve('sanfrancisco', 'newyork');

it.each([
  ['one field with blanks', [{ cluster: 'newyork', gatewayConfig: 'gw1 gw2' }], ['gw1', 'gw2']],
  ['a row a gateway', [{ gateway: 'gw1:7660' }, { gateway: 'gw2' }], ['gw1:7660', 'gw2']],
  ['an array', [{ gateways: ['gw1', 'gw2 gw1'] }], ['gw1', 'gw2']],
  ['no row', [], []],
  ['an empty field', [{ cluster: 'newyork', gatewayConfig: '' }], []],
])('gateways are read from %s', (_, rows, gateways) => {
  expect(command.read(ok(rows))).toEqual(gateways);
});

it('a reply that names none is not a reply that there are none', () => {
  expect(errorOf(command, ok([{ hosts: 'gw1' }])).fault).toBe('unreadable');
});

it('no gateway configured is an error of MapR', () => {
  const error = errorOf(command, failed(22, 'Cluster Gateways are not configured'));
  expect(error).toMatchObject({ fault: 'refused', id: 22 });
});
