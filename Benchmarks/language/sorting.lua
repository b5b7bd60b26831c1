local function quicksort(list)
  local xs = table.move(list, 1, #list, 1, {})
  local stack = {1, #xs}
  while #stack > 0 do
    local high = table.remove(stack)
    local low = table.remove(stack)
    if low < high then
      local pivot = xs[(low + high) // 2]
      local i, j = low, high
      while i <= j do
        while xs[i] < pivot do i = i + 1 end
        while xs[j] > pivot do j = j - 1 end
        if i <= j then
          local t = xs[i]
          xs[i] = xs[j]
          xs[j] = t
          i = i + 1
          j = j - 1
        end
      end
      stack[#stack + 1] = low
      stack[#stack + 1] = j
      stack[#stack + 1] = i
      stack[#stack + 1] = high
    end
  end
  return xs
end
local seed, xs = 42, {}
for i = 1, 500000 do
  seed = (seed * 1103515245 + 12345) % 2147483648
  xs[#xs + 1] = seed
end
local ys = quicksort(xs)
print(ys[1], ys[250001], ys[500000])
