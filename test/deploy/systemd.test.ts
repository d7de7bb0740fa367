import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadAs, stopsWithin, unknownNames } from './product.ts';

const folder = new URL('../../deploy/systemd/', import.meta.url);
const docs = readFileSync('docs/install.md', 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'replicate-units-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Each directive with its values, in order. */
function readUnit(name: string): Map<string, string[]> {
  const unit = new Map<string, string[]>();
  for (const line of readFileSync(new URL(name, folder), 'utf8').split('\n')) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    unit.set(key, [...(unit.get(key) ?? []), value]);
  }
  return unit;
}

function pairs(values: readonly string[] = [], separator: string): [string, string][] {
  return values.map((value) => {
    const at = value.indexOf(separator);
    return [value.slice(0, at), value.slice(at + 1)];
  });
}

const units = ['bot', 'worker'].map((role) => ({
  role,
  unit: readUnit(`replicate-bot-${role}.service`),
}));

it('has a unit for each role', () => {
  const names = units.map(({ role }) => `replicate-bot-${role}.service`);
  expect(readdirSync(folder).sort()).toEqual(names);
});

describe.each(units)('the unit of the $role', ({ role, unit }) => {
  const env = Object.fromEntries(pairs(unit.get('Environment'), '='));
  const credentials = new Map(pairs(unit.get('LoadCredential'), ':'));
  const only = (key: string) => {
    expect(unit.get(key), key).toHaveLength(1);
    return unit.get(key)?.[0] ?? '';
  };

  it('gives it the environment that it takes', () => {
    expect(unknownNames(env)).toEqual([]);
    expect(loadAs(role, env, dir).listen).toMatchObject({ host: '127.0.0.1' });
  });

  it('hands it the credentials that its environment names, and no others', () => {
    const named = Object.values(env).filter((value) => value.startsWith('%d/'));
    expect(named.sort()).toEqual([...credentials.keys()].map((name) => `%d/${name}`).sort());
    for (const path of credentials.values()) expect(docs).toContain(path.split('/').at(-1));
  });

  it('starts what docs/install.md unpacks, and its role alone', () => {
    expect(only('ExecStart')).toBe(`/usr/bin/node dist/main.js ${role}`);
    expect(only('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
    expect(docs).toContain(`cd ${only('WorkingDirectory')}\n`);
  });

  it('gives it time to stop, and starts it again', () => {
    expect(Number(only('TimeoutStopSec'))).toBeGreaterThan(stopsWithin);
    expect(only('Restart')).toBe('always');
  });

  it('locks it in as far as V8 lets it', () => {
    expect(only('MemoryDenyWriteExecute')).toBe('false');
    const locks = ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'];
    for (const lock of locks) expect(only(lock)).toBe('true');
    expect(only('ProtectSystem')).toBe('strict');
    expect(only('CapabilityBoundingSet')).toBe('');
  });
});

it('lets a worker see what outlived another, and end what it began by itself', () => {
  const unit = units[1]?.unit;
  expect(unit?.get('ProtectProc')).toEqual(['default']);
  expect(unit?.get('ProcSubset')).toEqual(['all']);
  expect(unit?.get('KillMode')).toEqual(['mixed']);
});

it('lets both be on one machine', () => {
  const ports = units.map(({ unit }) =>
    unit.get('Environment')?.find((each) => /^OPS_/.test(each)),
  );
  expect(new Set(ports).size).toBe(2);
});
