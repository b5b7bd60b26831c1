def f(t, k=1):
    return k
