def main():
    words = [f"word{i * 7 % 1000}" for i in range(1000)]
    counts = {}
    for _ in range(3000):
        for w in words:
            counts[w] = counts.get(w, 0) + 1
    print(counts["word7"], len(counts))
main()
