def counter(step):
    return lambda n: n + step
def main():
    n = 0
    for i in range(3_000_000):
        f = counter(i % 3)
        n = f(f(n))
    print(n)
main()
