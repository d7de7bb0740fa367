/** What the store has Redis do in one go: each script is all or nothing, and keeps the indexes with the log. */

/** The server's own time, in milliseconds since 1970. */
export const clockScript = `
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Writes the first event and takes the replica, or does neither; late, or delivered before, or busy: nothing. */
export const beginScript = `
  local time = redis.call('TIME')
  if time[1] * 1000 + time[2] / 1000 > tonumber(ARGV[6]) then return {'late', ''} end
  local seen = redis.call('GET', KEYS[4])
  if seen then return {'delivered-before', seen} end
  if ARGV[2] ~= '' then
    local holders = redis.call('HMGET', KEYS[3], ARGV[2], ARGV[7])
    if holders[1] or holders[2] then return {'busy', holders[1], holders[2]} end
    redis.call('HSET', KEYS[3], ARGV[2], ARGV[1] .. ' ' .. ARGV[7])
  end
  redis.call('XADD', KEYS[1], '1-0', 'event', ARGV[4], 'hash', ARGV[8])
  if ARGV[9] ~= '' then
    redis.call('HSET', KEYS[7], 'version', 1, 'hash', ARGV[8], 'signature', ARGV[9])
  end
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
  redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[5])
  redis.call('ZADD', KEYS[5], 1, ARGV[1])
  redis.call('ZADD', KEYS[6], 1, ARGV[1])
  return {'begun', ARGV[1]}
`;

/**
 * Appends where the log stands at the version that was decided on: the new version, 0 where it has moved,
 * -1 where there is no log, -2 past the deadline.
 *
 * A connection that breaks before the answer sends the script again: what is there already, word
 * for word, is not written a second time.
 */
export const appendScript = `
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
    local holder = redis.call('HGET', KEYS[3], ARGV[3])
    if holder and string.sub(holder, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then
      redis.call('HDEL', KEYS[3], ARGV[3])
    end
  end
  if ARGV[5] == '1' then redis.call('ZADD', KEYS[4], version, ARGV[1]) end
  redis.call('ZADD', KEYS[5], version, ARGV[1])
  return version
`;
