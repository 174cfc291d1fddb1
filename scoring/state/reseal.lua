-- One value sealed anew, unless it was written meanwhile. KEYS[1] what holds it. ARGV[1] its field, '' where it is all of
-- a string; ARGV[2] the value as it was read, ARGV[3] as it is to be. When it goes stays as it is.
if ARGV[1] == '' then
  if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
else
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
