import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { saysTheSame } from '../../scripts/reliability.ts';
import { jsonSchema, schemaText, settingRows, withSettings } from '../../scripts/settings.ts';
import { environment } from '../../src/config/environment.ts';
import { loadSettings } from '../../src/config.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const example = read('replicate.example.yaml');
const validate = new Ajv2020().compile(jsonSchema());

const dir = mkdtempSync(join(tmpdir(), 'replicate-schema-'));
afterAll(() => rmSync(dir, { recursive: true }));

function isLoaded(yaml: string): boolean {
  const path = join(dir, 'replicate.yaml');
  writeFileSync(path, yaml);
  try {
    loadSettings({ REPLICATE_CONFIG: path });
    return true;
  } catch {
    return false;
  }
}

it('docs/settings.md says what the settings are: if not, npm run settings', () => {
  const page = read('docs/settings.md');
  expect(saysTheSame(withSettings(page), page)).toBe(true);
  expect(saysTheSame(withSettings(page), page.replace('`24h`', '`25h`'))).toBe(false);
});

it('deploy/replicate.schema.json is of these settings: if not, npm run settings', () => {
  expect(JSON.parse(read('deploy/replicate.schema.json'))).toEqual(JSON.parse(schemaText()));
});

it.each(settingRows())('$name says what it is for, and of what type', ({ what, type }) => {
  expect(what).toMatch(/^\S.{10,}\.$/);
  expect(type).not.toBe('');
});

describe('the environment', () => {
  const files = ['env', 'file', 'keys', 'secret', 'log-level'].map((name) => `config/${name}`);
  const code = [...files, 'tracing/switch', 'tracing/otel']
    .map((name) => read(`src/${name}.ts`))
    .join('\n');
  const named = new Set(
    [
      ...code.matchAll(
        /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'|\benv\['([A-Z_0-9]+)'\]|\{ ([A-Z_]+)(?::| )|\b(OTEL_[A-Z_]+)/g,
      ),
    ]
      .flatMap(([, one, two, three, four]) => one ?? two ?? three ?? four ?? [])
      .map((name) => name.replace(/_FILE$/, '')),
  );

  it('has each name that the code reads, and no other', () => {
    expect([...named].sort()).toEqual(Object.keys(environment).sort());
  });

  it('has those that a file may hold', () => {
    const secrets = [...read('src/config/secret.ts').matchAll(/\| '(\w+)'/g)].map(
      ([, name]) => name,
    );
    const told = Object.keys(environment).filter((name) => environment[name]?.isSecret);
    expect(told.sort()).toEqual(secrets.sort());
  });

  it.each(Object.entries(environment))('%s says what it is for', (_, { what, form, roles }) => {
    for (const words of [what, form, roles]) expect(words).not.toBe('');
  });
});

describe('an editor', () => {
  it('finds the schema by the first line of the example', () => {
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(example) ?? [];
    expect(JSON.parse(read(path))).toEqual(jsonSchema());
  });

  it('takes the example, as the loader does', () => {
    expect(validate(parse(example))).toBe(true);
    expect(isLoaded(example)).toBe(true);
  });

  const clusters = 'clusters: { newyork: { owners: [U0NY1] } }';
  const server = { url: 'https://api:8443', userFile: '/u', passwordFile: '/p', caFile: '/c' };
  const rest = (change: object) =>
    `${clusters}\nworker: { clusters: [newyork], rest: { newyork: ${JSON.stringify({ ...server, ...change })} } }`;

  it.each([
    ['all that may be left out', clusters],
    ['an API server', rest({})],
    ['an address with a slash', rest({ url: 'https://api:8443/' })],
    ['no worker', `${clusters}\nworker: null`],
    ['durations', `${clusters}\ntimeouts: { command: 500ms, confirm: 1d, settle: 02s }`],
  ])('takes %s, as the loader does', (_, yaml) => {
    expect(validate(parse(yaml))).toBe(true);
    expect(isLoaded(yaml)).toBe(true);
  });

  it.each([
    ['no clusters', 'consent: { expires: 1h }'],
    ['none of them', 'clusters: {}'],
    ['an unknown setting', `${clusters}\nconsents: {}`],
    ['an unknown setting in a group', `${clusters}\ntimeouts: { comand: 5s }`],
    ['an unknown setting of a cluster', 'clusters: { newyork: { owner: [U0NY1] } }'],
    ['a value in place of a group', `${clusters}\nconsent: 24h`],
    ['a cluster without owners', 'clusters: { newyork: }'],
    ['an owner without a list', 'clusters: { newyork: { owners: U0NY1 } }'],
    ['an owner', 'clusters: { newyork: { owners: [maya] } }'],
    ['no owner', 'clusters: { newyork: { owners: [] } }'],
    ["a cluster's name", 'clusters: { "new york": { owners: [U0NY1] } }'],
    ["a cluster's name that goes up", 'clusters: { "..": { owners: [U0NY1] } }'],
    [
      'a pattern',
      'clusters: { newyork: { owners: [U0NY1], paths: { "a/**": { owners: [U0NY1] } } } }',
    ],
    ['a number that is too small', `${clusters}\nretries: { attempts: 0 }`],
    ['a number that is too large', `${clusters}\nretries: { attempts: 21 }`],
    ['a number that is not whole', `${clusters}\nretries: { attempts: 1.5 }`],
    ['a duration', `${clusters}\nconsent: { expires: 1 day }`],
    ['a duration of nothing', `${clusters}\nconsent: { expires: 00s }`],
    ['a duration without a unit', `${clusters}\nwatch: { every: 5 }`],
    ['a worker without clusters', `${clusters}\nworker: { clusters: [] }`],
    [
      'an API server without anything',
      `${clusters}\nworker: { clusters: [newyork], rest: { newyork: } }`,
    ],
    ['the address of an API server', rest({ url: 'http://api:8443' })],
    ['an address with a path', rest({ url: 'https://api:8443/rest' })],
    ['an address with a password', rest({ url: 'https://a:geheim@api' })],
    ['a file of an API server', rest({ caFile: 'ca.pem' })],
  ])('refuses what the loader refuses: %s', (_, yaml) => {
    expect(isLoaded(yaml)).toBe(false);
    expect(validate(parse(yaml))).toBe(false);
  });

  it.each([
    ['that a duration is too long', `${clusters}\ntimeouts: { command: 30d }`],
    ['which clusters there are', `${clusters}\nworker: { clusters: [paris] }`],
  ])('cannot know %s: the loader does', (_, yaml) => {
    expect(validate(parse(yaml))).toBe(true);
    expect(isLoaded(yaml)).toBe(false);
  });
});
