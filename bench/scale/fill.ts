/** Fills Redis with as many requests as are wanted: what one has left, written again by other names, by Redis itself. */

import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keys, prefix } from '../../src/jobs/keys.ts';
import type { Connection } from '../../src/jobs/store.ts';
import { type Names, namesFor, renamed, type Template, templateOf } from './template.ts';

/**
 * The commands of the template, each time with the next names. Times, which are scores, go up with the number, so
 * that each list has an order. What goes into one key is put there at once.
 */
const fillScript = `
  local from, letter = { ARGV[3], ARGV[4], ARGV[5] }, ARGV[6]
  local function cut(text, which)
    if which > #from then return { text } end
    local pieces, at = {}, 1
    while true do
      local first, last = string.find(text, from[which], at, true)
      for _, piece in ipairs(cut(string.sub(text, at, (first or 0) - 1), which + 1)) do
        table.insert(pieces, piece)
      end
      if not first then return pieces end
      table.insert(pieces, which)
      at = last + 1
    end
  end
  local commands, at = {}, 7
  while at <= #ARGV do
    local command = { scored = ARGV[at + 1] == 'ZADD' }
    for i = 1, tonumber(ARGV[at]) do command[i] = cut(ARGV[at + i], 1) end
    if #command[2] == 1 then command.shared = { ARGV[at + 1], ARGV[at + 2] } end
    table.insert(commands, command)
    at = at + 1 + #command
  end
  local alphabet = { ['0'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k' }
  for digit = 1, 9 do alphabet[tostring(digit)] = alphabet[digit] end
  for number = tonumber(ARGV[1]), tonumber(ARGV[2]) do
    local to = {
      letter .. string.gsub(string.format('%07d', number), '%d', alphabet),
      letter .. string.format('%0' .. #from[2] - 1 .. 'd', number),
      letter .. string.format('%0' .. #from[3] - 1 .. 'd', number),
    }
    for _, command in ipairs(commands) do
      local args = {}
      for i = 1, #command do
        local pieces = command[i]
        if #pieces == 1 then args[i] = pieces[1]
        else
          local text = {}
          for each, piece in ipairs(pieces) do text[each] = to[piece] or piece end
          args[i] = table.concat(text)
        end
      end
      if command.scored then args[3] = string.format('%.0f', tonumber(args[3]) + number) end
      if command.shared then
        for i = 3, #args do table.insert(command.shared, args[i]) end
      else
        redis.call(unpack(args))
      end
    end
  end
  for _, command in ipairs(commands) do
    if command.shared then redis.call(unpack(command.shared)) end
  end
`;

/** So many requests a call: Redis answers nobody else meanwhile, and so is asked in between whether it is there. */
const atOnce = 250;

/** @param letter that their names begin with */
export async function fill(
  redis: Connection,
  template: Template,
  letter: string,
  from: number,
  to: number,
): Promise<void> {
  const { request, stream, delivery } = template.names;
  const commands = template.commands.flatMap((command) => [`${command.length}`, ...command]);
  for (let first = from; first < to; first += atOnce) {
    const last = Math.min(first + atOnce, to) - 1;
    const names = [request, stream, delivery, letter];
    await redis.eval(fillScript, 0, first, last, ...names, ...commands);
  }
}

/** So many of those that have ended last are shown somewhere, and have a trail of their own. */
const told = 60;

/**
 * Those that have ended. Of all but the last of them nobody reads the trail: it is a short one, so that a million fit into the
 * memory of a machine, and they have left the lists that hold the newest alone. Nothing of theirs is looked at in the clusters.
 */
export async function fillFinished(redis: Connection, real: Template, count: number) {
  const template = without(real, [keys.observed, keys.looked, keys.health, ...looks]);
  const first = Math.max(count - told, 0);
  const passed = [keys.seen(''), keys.streams, keys.home('', '').slice(0, -1)];
  await fill(redis, withTrail(without(template, passed), Buffer.alloc(64)), 'f', 0, first);
  for (let number = first; number < count; number += 1) {
    const names = namesFor(real, 'f', number);
    const own = gzipSync(renamed(`${gunzipSync(trailOf(real))}`, real.names, names));
    await fill(redis, withTrail(template, own), 'f', number, number + 1);
  }
}

const looks = [keys.marks(''), `${prefix}:watch-`];

function without(template: Template, beginnings: readonly string[]): Template {
  const commands = template.commands.filter(
    ([, key = '']) => !beginnings.some((each) => `${key}`.startsWith(each)),
  );
  return { ...template, commands };
}

function trailOf({ commands }: Template): Buffer {
  const found = commands.flat().find((each) => each instanceof Buffer && each[0] === 0x1f);
  if (!(found instanceof Buffer)) throw new Error('there is no trail');
  return found;
}

function withTrail(template: Template, trail: Buffer): Template {
  const old = trailOf(template);
  const commands = template.commands.map((each) => each.map((arg) => (arg === old ? trail : arg)));
  return { ...template, commands };
}

/** @throws where one that was filled in is not what a real one is, but for its names and times */
export async function verifyWhole(redis: Connection, template: Template, names: Names) {
  const { commands } = await templateOf(redis, names);
  const shape = (of: Template['commands'], to: Names) =>
    of
      .map(([command, key = '', ...rest]) =>
        [
          command,
          renamed(`${key}`, to, names),
          rest.length,
          ...(command === 'ZADD' ? rest.slice(1) : rest),
        ].map((each) => renamed(`${each}`, to, names)),
      )
      .sort();
  const [real, filled] = [shape(template.commands, template.names), shape(commands, names)];
  const untimed = (lines: string[][]) =>
    lines.map((line) => line.map((text, at) => (line[0] === 'SET' && at === 5 ? '' : text)));
  if (isDeepStrictEqual(untimed(real), untimed(filled))) return;
  throw new Error(`${names.request} is not as a real request is: ${difference(real, filled)}`);
}

function difference(real: readonly string[][], filled: readonly string[][]): string {
  const lines = new Set(filled.map((line) => line.join(' ')));
  return (
    real.map((line) => line.join(' ')).filter((line) => !lines.has(line))[0] ?? 'more is there'
  );
}

/** @throws where a request's own keys are kept in another way, or in much more or less room, than those of a real one */
export async function verifyRoom(
  redis: Connection,
  real: Connection,
  template: Template,
  letter: string,
  number: number,
): Promise<void> {
  const names = namesFor(template, letter, number);
  for (const key of template.keys) {
    const [wanted, found] = await Promise.all([
      roomOf(real, key),
      roomOf(redis, renamed(key, template.names, names)),
    ]);
    const isAlike = wanted.encoding === found.encoding && isClose(wanted.bytes, found.bytes);
    if (isAlike) continue;
    throw new Error(
      `${key} is ${JSON.stringify(wanted)}, the one filled in ${JSON.stringify(found)}`,
    );
  }
}

/** A table that has grown and shrunk has other room to spare than one that was written at once. */
function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= 0.1 * one;
}

async function roomOf(redis: Connection, key: string) {
  const [encoding, bytes] = await Promise.all([
    redis.object('ENCODING', key),
    redis.memory('USAGE', key, 'SAMPLES', 0),
  ]);
  return { encoding, bytes: bytes ?? 0 };
}
