def main():
    s = 0
    for i in range(20_000_000):
        s = s + i * i % 7
    print(s)
main()
