local words = {}
for i = 0, 999 do words[#words + 1] = "word" .. (i * 7 % 1000) end
local counts, n = {}, 0
for round = 1, 3000 do
  for _, w in ipairs(words) do counts[w] = (counts[w] or 0) + 1 end
end
for _ in pairs(counts) do n = n + 1 end
print(counts["word7"], n)
