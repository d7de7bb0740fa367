/** What the store has Redis do in one go: each script is all or nothing, and keeps the indexes with the log. */

import { script } from './script.ts';

/** The server's own time, in milliseconds since 1970. */
export const clockScript = script(`
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
`);

/**
 * Has the index of sources hold all that is under way. A version without it may have begun requests: then there are more than when
 * it was last whole, and it is made anew.
 */
const wholeSources = `
  local function requests()
    return redis.call('ZCARD', KEYS[1]) + redis.call('ZCARD', KEYS[5]) + redis.call('ZCARD', KEYS[6])
  end
  if tonumber(redis.call('GET', KEYS[4]) or -1) ~= requests() then
    redis.call('DEL', KEYS[3])
    local held = redis.call('HGETALL', KEYS[2])
    for i = 1, #held, 2 do
      local source = string.match(held[i + 1], ' (.*)')
      if source then redis.call('ZADD', KEYS[3], 0, source .. ' ' .. held[i]) end
    end
    redis.call('SET', KEYS[4], requests())
  end
`;

export const wholeScript = script(wholeSources);

/**
 * Writes the first event of each request and takes its replica, or does nothing at all: late, or delivered before, or
 * one of them is busy. After two arguments, each request has nine of its own, and after nine keys, two.
 *
 * Whether somebody replicates from a stream is looked up in the index of sources. What that has of requests that have ended counts
 * for nothing.
 */
export const beginScript = script(`
  local time = redis.call('TIME')
  if time[1] * 1000 + time[2] / 1000 > tonumber(ARGV[2]) then return {'late'} end
  local seen = redis.call('GET', KEYS[7])
  if seen then return {'delivered-before', seen} end
  ${wholeSources}
  local function hold(replica, request, source)
    redis.call('HSET', KEYS[2], replica, request .. ' ' .. source)
    redis.call('ZADD', KEYS[3], 0, source .. ' ' .. replica)
  end
  for i = 3, #ARGV, 9 do
    local request, replica, source, too, fed = unpack(ARGV, i, i + 4)
    if replica ~= '' then
      local holders = redis.call('HMGET', KEYS[2], replica, source)
      if holders[1] or holders[2] then return {'busy', request, holders[1], holders[2]} end
      local feeds = fed ~= '' and redis.call('ZRANGEBYLEX', KEYS[3], '[' .. fed .. ' ', '(' .. fed .. '!')
      for _, each in ipairs(feeds or {}) do
        local holder = redis.call('HGET', KEYS[2], string.sub(each, #fed + 2))
        if holder and string.match(holder, ' (.*)') == fed then return {'busy', request, '', '', holder} end
      end
    end
  end
  local begun = {}
  for i = 3, #ARGV, 9 do
    local request, replica, source, too = unpack(ARGV, i, i + 3)
    local at, text, hash, signature = unpack(ARGV, i + 5, i + 8)
    local log = 10 + 2 * #begun
    if replica ~= '' then hold(replica, request, source) end
    if too ~= '' then hold(too, request, replica) end
    redis.call('XADD', KEYS[log], '1-0', 'event', text, 'hash', hash)
    if signature ~= '' then
      redis.call('HSET', KEYS[log + 1], 'version', 1, 'hash', hash, 'signature', signature)
    end
    redis.call('ZADD', KEYS[1], at, request)
    redis.call('ZADD', KEYS[8], 1, request)
    redis.call('ZADD', KEYS[9], 1, request)
    table.insert(begun, request)
  end
  redis.call('SET', KEYS[4], requests())
  redis.call('SET', KEYS[7], table.concat(begun, ' '), 'EX', ARGV[1])
  return {'begun'}
`);

/**
 * Appends where the log stands at the version that was decided on: the new version, 0 where it has moved,
 * -1 where there is no log, -2 past the deadline.
 *
 * A connection that breaks before the answer sends the script again: what is there already, word
 * for word, is not written a second time.
 */
export const appendScript = script(`
  local time = redis.call('TIME')
  local deadline = tonumber(ARGV[6])
  if deadline and time[1] * 1000 + time[2] / 1000 > deadline then return -2 end
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if #last == 0 then return -1 end
  local version = tonumber(string.match(last[1][1], '^%d+'))
  if version ~= tonumber(ARGV[2]) then
    local first = (tonumber(ARGV[2]) + 1) .. '-0'
    local there = redis.call('XRANGE', KEYS[1], first, first)
    if #there == 1 and there[1][2][2] == ARGV[7] then
      return tonumber(ARGV[2]) + (#ARGV - 6) / 2
    end
    return 0
  end
  for i = 7, #ARGV, 2 do
    version = version + 1
    redis.call('XADD', KEYS[1], version .. '-0', 'event', ARGV[i], 'hash', ARGV[i + 1])
  end
  if ARGV[4] ~= '' then
    redis.call('ZREM', KEYS[2], ARGV[1])
    redis.call('ZADD', KEYS[6], ARGV[4], ARGV[1])
    for held in string.gmatch(ARGV[3], '%S+') do
      local holder = redis.call('HGET', KEYS[3], held)
      if holder and string.sub(holder, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then
        redis.call('HDEL', KEYS[3], held)
      end
    end
  end
  if ARGV[5] == '1' then redis.call('ZADD', KEYS[4], version, ARGV[1]) end
  redis.call('ZADD', KEYS[5], version, ARGV[1])
  return version
`);
