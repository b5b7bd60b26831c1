local xs = {}
for i = 0, 2999999 do xs[#xs + 1] = i end
local s = 0
for k = 0, 2 do
  for i = 1, 3000000 do
    s = s + xs[i]
    xs[i] = i - 1 + k
  end
end
print(s)
