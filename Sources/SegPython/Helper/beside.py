"""Fits side by side, in a few worker processes that stay."""


class _Waiting:
    """How much time fits of several threads lose because Python runs one of them at a time.

    It is known from the processor's time that this process uses while several fits run: fits that
    release the lock, as those of LightGBM, keep all processors busy and lose nothing. What threads wait for a
    processor that other programs have is no loss of that kind.
    """

    #: Seconds that are lost before worker processes are started, which costs about as much.
    patience = 1.5

    def __init__(self):
        self.lost = 0.0
        self._running = 0
        self._since = 0.0
        self._used = 0.0
        self._kept = 0.0

    def change(self, by):
        import time

        now, used, kept = time.monotonic(), time.process_time(), _kept_waiting()
        if self._running > 1:
            possible = min(self._running, os.cpu_count() or 1)
            busy = (used - self._used) + max(0.0, kept - self._kept)
            self.lost += max(0.0, (now - self._since) * possible - busy)
        self._running += by
        self._since, self._used, self._kept = now, used, kept


def _kept_waiting():
    """Seconds that the threads of this process were ready to run and had no processor."""
    total = 0
    try:
        for thread in os.listdir("/proc/self/task"):
            with open("/proc/self/task/%s/schedstat" % thread) as file:
                total += int(file.read().split()[1])
    except (OSError, ValueError, IndexError):
        pass
    return total * 1e-9


class _Pool:
    """Worker processes that wait for fits."""

    #: Seconds of a fit below which moving it costs more than it gains.
    shortest = 0.01

    def __init__(self):
        self.waiting = _Waiting()
        self._idle = []
        self._generation = 0
        self._seconds = {}
        self._refused = set()

    def wants(self, value):
        kind = type(value)
        return (self.waiting.lost > _Waiting.patience and kind not in self._refused
                and self._seconds.get(kind, 0) > self.shortest and kind.__module__ != "__main__" and not has_own_state())

    def learned(self, kind, seconds):
        before = self._seconds.get(kind)
        self._seconds[kind] = seconds if before is None else 0.8 * before + 0.2 * seconds

    def fit(self, arguments):
        """The fitted object; None where it can't be had from another process."""
        with _asking():
            generation = self._generation
            worker = self._idle.pop() if self._idle else Worker()
            try:
                return worker.ask("fit", arguments, _Limits())
            except WorkerEnded as error:
                if error.code != "E655":
                    raise
                self._refused.add(type(arguments[0]))
                return None
            finally:
                if worker.is_alive and generation == self._generation:
                    self._idle.append(worker)
                else:
                    worker.close()

    def close(self):
        """Lets the processes go: they hold modules as these were when they started."""
        self._generation += 1
        while self._idle:
            self._idle.pop().close()


_pool = _Pool()


def fit_beside(value, table, target, weights, seed, threads=None, is_step=False):
    """Fits here, or in a worker process once fits are known to wait for each other here."""
    import time

    value = renewed(value)
    if _pool.wants(value):
        made = _pool.fit((value, table, target, weights, seed, threads, is_step))
        if made is not None:
            return made
    _pool.waiting.change(1)
    start = time.thread_time()
    try:
        return fit(value, table, target, weights, seed, threads, is_step)
    finally:
        _pool.waiting.change(-1)
        _pool.learned(type(value), time.thread_time() - start)
