local total = 0
for round = 1, 20 do
  local parts = {}
  for i = 0, 49999 do parts[#parts + 1] = "item " .. i .. "; " end
  total = total + #table.concat(parts)
end
print(total)
