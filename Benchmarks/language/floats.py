def main():
    x, y, i = 0.0, 1.5, 0
    while i < 10_000_000:
        x = x * 0.5 + y
        y = 1.5 - x * 0.001
        i += 1
    print(x)
main()
