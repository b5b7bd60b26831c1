local x, y, i = 0.0, 1.5, 0
while i < 10000000 do
  x = x * 0.5 + y
  y = 1.5 - x * 0.001
  i = i + 1
end
print(x)
