local function counter(step) return function(n) return n + step end end
local n = 0
for i = 0, 2999999 do
  local f = counter(i % 3)
  n = f(f(n))
end
print(n)
