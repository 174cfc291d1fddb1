-- One atomic step: the changes of a batch, its outgoing events and the position in the log, or nothing.
-- KEYS[1] position. ARGV[1] the position the worker started from ('' for none), ARGV[2] the position after.
-- ARGV[3] the commands, a MessagePack array of arrays of words. All their keys carry the hash tag of KEYS[1].
--
-- Redis does not undo a script that fails half-way. So the position is marked torn first and set right last:
-- a worker that finds it torn knows that this area must be rebuilt.
local stored = redis.call('GET', KEYS[1]) or ''
if stored ~= ARGV[1] then
  return { 'refused', stored }
end
local commands = cmsgpack.unpack(ARGV[3])
redis.call('SET', KEYS[1], 'torn')
for _, words in ipairs(commands) do
  redis.call(unpack(words))
end
redis.call('SET', KEYS[1], ARGV[2])
return { 'committed', ARGV[2] }
