def main():
    total = 0
    for _ in range(20):
        text = ""
        for i in range(50_000):
            text += f"item {i}; "
        total += len(text)
    print(total)
main()
