-- What a batch needs, in one reply: documents, members of sets, members and scores of sorted sets.
-- KEYS[1] the area's position; what stands there comes back too, so that a writer knows whose state it reads.
-- ARGV[1] three MessagePack arrays of keys, in that order.
-- ARGV[2] the largest set whose members are wanted; of a larger one its size is told instead.
-- ARGV[3] the place of the first member of a sorted set that is wanted; how many it has comes before them.
-- MGET takes its keys from Lua's stack, which holds 8,000.
local wanted = cmsgpack.unpack(ARGV[1])
local crowd = tonumber(ARGV[2])
local documents, members, scores = {}, {}, {}
for first = 1, #wanted[1], 4000 do
  local found = redis.call('MGET', unpack(wanted[1], first, math.min(first + 3999, #wanted[1])))
  for i = 1, #found do
    documents[#documents + 1] = found[i]
  end
end
for i, key in ipairs(wanted[2]) do
  local size = redis.call('SCARD', key)
  members[i] = size > crowd and size or redis.call('SMEMBERS', key)
end
local most = -2 * tonumber(ARGV[3])
for i, key in ipairs(wanted[3]) do
  local found = redis.call('ZRANGE', key, ARGV[3], -1, 'WITHSCORES')
  scores[i] = { #found < most and #found / 2 or redis.call('ZCARD', key), found }
end
return { documents, members, scores, redis.call('GET', KEYS[1]) or '' }
