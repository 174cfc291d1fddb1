-- Members of sorted sets whose scores are all equal: those that begin with a prefix, in their order,
-- one range after the other until there are enough. The cost is that of what is given back and one seek a range.
-- KEYS[1] any key of the area, for its hash slot. ARGV[1] a MessagePack array of ranges: key, prefix, and the member
-- to begin behind or ''. ARGV[2] what every key begins with, ARGV[3] how many members are enough.
-- Gives back, by turns, the number of a range that has any, and its members.
local ranges = cmsgpack.unpack(ARGV[1])
local left = tonumber(ARGV[3])
local found = {}
for i, range in ipairs(ranges) do
  local first = range[3] == '' and '[' .. range[2] or '(' .. range[3]
  local members = redis.call('ZRANGEBYLEX', ARGV[2] .. range[1], first, '[' .. range[2] .. '\255', 'LIMIT', 0, left)
  if #members > 0 then
    found[#found + 1] = i - 1
    found[#found + 1] = members
    left = left - #members
    if left <= 0 then break end
  end
end
return found
