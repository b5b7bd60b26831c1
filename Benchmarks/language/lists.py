def main():
    xs = []
    for i in range(3_000_000):
        xs.append(i)
    s = 0
    for k in range(3):
        for i in range(3_000_000):
            s += xs[i]
            xs[i] = i + k
    print(s)
main()
