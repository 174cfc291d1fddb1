-- What some records say now, and the position in the topic that told of them, or nothing.
-- KEYS[1] position, KEYS[2] how the names of records' keys begin. ARGV[1] the position started from, ARGV[2] the one
-- after, ARGV[3] pairs of a record and the key of the number it states ('' for none), as JSON. Idempotent.
local stored = redis.call('GET', KEYS[1]) or '0'
if stored ~= ARGV[1] then
  return stored
end
for _, pair in ipairs(cjson.decode(ARGV[3])) do
  local record, number = KEYS[2] .. pair[1], pair[2]
  local before = redis.call('GET', record) or ''
  if before ~= number then
    if before ~= '' then
      redis.call('SREM', before, pair[1])
    end
    if number == '' then
      redis.call('DEL', record)
    else
      redis.call('SADD', number, pair[1])
      redis.call('SET', record, number)
    end
  end
end
redis.call('SET', KEYS[1], ARGV[2])
return false
