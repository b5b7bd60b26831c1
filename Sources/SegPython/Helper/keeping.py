"""Isolated calls: each in a worker process, which stays for the next one where it is as good as new."""


def _surroundings():
    """What a worker process takes over from this one before each call."""
    try:
        folder = os.getcwd()
    except OSError:
        folder = None
    return {"path": list(sys.path), "folders": list(_folders), "environment": dict(os.environ), "cwd": folder,
            "settings": _told_settings(), "modules": {name: loaded.path for name, loaded in list(_project.items())}}


#: [seed of the cell, how many isolated calls began since it was set].
_begun = [None, 0]


def _seed_of_call():
    """What an isolated call's random numbers start from: the cell's own seed for the first, as if it ran here; None where it has none."""
    if _seed is None:
        return None
    _begun[:] = [_seed, _begun[1] + 1 if _begun[0] == _seed else 0]
    return (_seed + _begun[1] * 0x9E3779B97F4A7C15) % 2**63


class _Kept:
    """Worker processes that wait for the next isolated call: starting one anew takes most of a short call's time."""

    #: How many may wait.
    most = 4
    #: Seconds after which one that waits ends by itself.
    idle = 60
    #: Bytes of memory above which one is let go rather than kept.
    largest = 512 << 20

    def __init__(self):
        self._lock = _thread.allocate_lock()
        self._waiting = []
        self._generation = 0

    def take(self, memory):
        """(worker, generation): one that waits and is as good as new, else a new one.

        A limit of memory is that of the call: a process that holds half of it already is passed over.
        """
        import time

        with self._lock:
            waiting, self._waiting = self._waiting, []
            generation = self._generation
        found = None
        for worker, since in waiting:
            # Some seconds less than its own patience, so that it can't end between this look and the call.
            if time.monotonic() - since > self.idle - 10 or not worker.is_running or _changed(worker.files):
                worker.close()
            elif found is None and (memory is None or worker.memory() <= memory // 2):
                found = worker
            else:
                self.put(worker, generation, since)
        return found or Worker(self.idle), generation

    def put(self, worker, generation, since=None):
        """Keeps a process for further calls, or ends it: one that has left something behind, or that holds much."""
        import time

        if worker.files is not None and worker.is_running and worker.memory() <= self.largest:
            with self._lock:
                if generation == self._generation and len(self._waiting) < self.most:
                    self._waiting.append((worker, time.monotonic() if since is None else since))
                    return
        worker.close()

    def close(self):
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._generation += 1
        for worker, _ in waiting:
            worker.close()


_kept = _Kept()


def _changed(files):
    """Whether files that a process has loaded are others by now; the next one compiles these anew."""
    changed = False
    for path, digest in files:
        try:
            if _digest(path) == digest:
                continue
        except OSError:
            if digest == ABSENT:
                continue
        changed = True
    return changed


def isolated(name, arguments, seconds, memory):
    """Makes a call in a worker process; `name` is call, show_cell or run_script.

    The process stays for the next call, unless the call failed, was ended, or left something running.
    """
    with _asking():
        worker, generation = _kept.take(memory)
        try:
            value = worker.ask(
                name, tuple(current(argument) for argument in arguments), _Limits(seconds, memory), seed=_seed_of_call())
        except BaseException:
            worker.close()
            raise
        _kept.put(worker, generation)
        if name == "show_cell":
            return (Names(value[0]), *value[1:])
        return Names(value) if name == "run_script" else value
