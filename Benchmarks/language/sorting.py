def quicksort(values):
    xs = list(values)
    stack = [0, len(xs) - 1]
    while stack:
        high = stack.pop()
        low = stack.pop()
        if low < high:
            pivot = xs[(low + high) // 2]
            i, j = low, high
            while i <= j:
                while xs[i] < pivot:
                    i += 1
                while xs[j] > pivot:
                    j -= 1
                if i <= j:
                    xs[i], xs[j] = xs[j], xs[i]
                    i += 1
                    j -= 1
            stack += [low, j, i, high]
    return xs
seed, xs = 42, []
for _ in range(500_000):
    seed = (seed * 1103515245 + 12345) % 2147483648
    xs.append(seed)
ys = quicksort(xs)
print(ys[0], ys[250_000], ys[499_999])
