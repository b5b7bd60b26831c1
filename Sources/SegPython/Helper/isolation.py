"""Worker processes, which make one call at a time."""


class _Limits:
    """What a call in a worker process may use."""

    def __init__(self, seconds=None, memory=None):
        import time

        self.seconds = seconds
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.memory = memory or _free_memory()


def _free_memory():
    """Bytes that a worker may take where nobody says: nine tenths of what is free."""
    free = _native.memory()
    return None if free is None else max(free * 9 // 10, 64 << 20)


class Worker:
    """A worker process: a Python of its own, with the same packages and modules.

    Where `idle` is given it ends by itself after so many seconds without a call.
    """

    def __init__(self, idle=None):
        import socket
        import subprocess

        self._exchange = Exchange()
        self._decoder = None
        ours, theirs = socket.socketpair()
        output, written = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-u", "-c", _BOOT, str(theirs.fileno())], stdin=subprocess.DEVNULL,
                stdout=written, stderr=written, pass_fds=[theirs.fileno()], start_new_session=True)
        except OSError as error:
            ours.close()
            os.close(output)
            self._exchange.close()
            raise WorkerEnded("E650", "no worker process can be started: %s" % error)
        finally:
            theirs.close()
            os.close(written)
        ours.setblocking(False)
        os.set_blocking(output, False)
        self._link = ours
        self._output = output
        self.is_alive = True
        source = "\n\n\n".join(_parts.values()).encode()
        told = pickle.dumps({"folder": self._exchange.folder, "idle": idle})
        self._pending = bytearray(
            _SIZE.pack(len(source)) + source + _SIZE.pack(len(told)) + told)
        self._surroundings = None
        #: [path, digest] of the project's files that it has loaded; None where it is not to be used again.
        self.files = None

    def ask(self, name, arguments, limits, seed=None):
        """Has a call made; what it prints goes to the cell. The process is ended if it fails.

        seed: what random numbers start from; None: they go on, or the call has a seed of its own.
        """
        surroundings = pickle.dumps(_surroundings())
        told = None if surroundings == self._surroundings else surroundings
        self._surroundings = surroundings
        try:
            request = pickle.dumps((told, seed, self._exchange.pack((name, arguments))))
        except Exception as error:
            self.close()
            raise WorkerEnded(
                "E655", "the call can't be given to a worker process: %s" % unsendable(arguments, error, False),
                hint="functions have to stand in a module, and what they are given must be picklable")
        self._pending += _SIZE.pack(len(request)) + request
        del request
        try:
            kind, value, self.files, drawn = self._exchange.unpack(self._reply(limits))
        except BaseException:
            self.close()
            raise
        # They count as used here: in lineage, in caches, and for those who wait for edits.
        _scripts.update((path, digest) for path, digest in self.files or () if digest != ABSENT)
        _absent.update(path for path, digest in self.files or () if digest == ABSENT)
        for picture in drawn:
            _native.show(Displayed(Shown("Figure", "", picture)))
        if kind == "value":
            return value
        if kind == "unsendable":
            raise WorkerEnded(
                "E655", "the result can't leave the worker process: %s" % value,
                hint="give back a table, an array or plain values")
        if kind == "memory":
            raise WorkerEnded("E653", "the worker process ran out of memory", value[2])
        raise WorkerError(value)

    def _reply(self, limits):
        """The bytes of the reply; looks after the process while it is waited for."""
        import select

        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        reply = bytearray()
        while True:
            poll.register(self._link, select.POLLIN | (select.POLLOUT if self._pending else 0))
            ready = dict(poll.poll(20))
            if self._output in ready:
                self._pass_output(poll)
            if self._link.fileno() in ready:
                self._move(reply)
                if len(reply) >= _SIZE.size and len(reply) - _SIZE.size >= _SIZE.unpack_from(reply)[0]:
                    self._pass_output(poll)
                    return memoryview(reply)[_SIZE.size:]
            if self._process.poll() is not None:
                self._end_group()
                self._pass_output(poll, 1 << 16)
                raise self._ended()
            self._check(limits)

    def _move(self, reply):
        """Sends and takes what goes without waiting."""
        import socket

        try:
            if self._pending:
                # Without the flag a reader that is gone would end the whole program.
                sent = self._link.send(memoryview(self._pending)[:1 << 18], socket.MSG_NOSIGNAL)
                del self._pending[:sent]
            taken = self._link.recv(1 << 20)
        except (BlockingIOError, ConnectionError):
            return
        if not taken and self._process.poll() is None:
            self._await_end()
        reply += taken

    def _await_end(self):
        """The other end is closed: the process ends at this moment, or has lost its way."""
        import subprocess

        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            raise WorkerEnded("E650", "the worker process takes no more calls: its code has closed the connection")

    def _pass_output(self, poll, most=16):
        """Gives out what was printed so far, some pieces at most: others have to be looked after too."""
        import codecs

        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for _ in range(most):
            try:
                data = os.read(self._output, 1 << 16)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                try:
                    poll.unregister(self._output)
                except KeyError:
                    pass
                return
            sys.stdout.write(self._decoder.decode(data))

    def _check(self, limits):
        import time

        if _native.stopped():
            stop = KeyboardInterrupt()
            stop.worker_frames = self._where()
            raise stop
        if limits.deadline is not None and time.monotonic() > limits.deadline:
            raise WorkerEnded(
                "E654", "the worker process was ended: it took longer than its limit of %g s" % limits.seconds,
                self._where(), hint="give it more time: isolate: limits(time: …)")
        if limits.memory is not None and self.memory() > limits.memory:
            raise WorkerEnded(
                "E653", "the worker process was ended: it took more than %s of memory" % _size(limits.memory),
                self._where(), hint="isolate: limits(memory: …) says how much it may take")

    def _where(self):
        """The frames that the process is in now, outermost first; none where it doesn't say in time."""
        import signal
        import time

        report = os.path.join(self._exchange.folder, "crash")
        size = 0
        try:
            os.kill(self._process.pid, signal.SIGUSR1)
            for _ in range(20):
                time.sleep(0.01)
                before, size = size, os.path.getsize(report)
                if size and size == before:
                    break
        except OSError:
            return []
        return _crash_frames(report)

    @property
    def is_running(self):
        return self.is_alive and self._process.poll() is None

    def memory(self):
        """Bytes of memory of the process's own."""
        try:
            with open("/proc/%d/statm" % self._process.pid) as file:
                _, resident, shared = file.read().split()[:3]
        except (OSError, ValueError):
            return 0
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGESIZE")

    def _ended(self):
        """Why the process has ended by itself."""
        import signal

        code = self._process.returncode
        frames = _crash_frames(os.path.join(self._exchange.folder, "crash"))
        if code >= 0:
            return WorkerEnded(
                "E652", "the worker process ended itself with code %d, without giving a result" % code,
                hint="os._exit ends a process at once; sys.exit and exceptions say more")
        number = -code
        name = signal.Signals(number).name if number in set(signal.Signals) else "signal %d" % number
        if number == signal.SIGKILL:
            return WorkerEnded(
                "E653", "the system ended the worker process (SIGKILL), most likely for want of memory", frames)
        what = {signal.SIGSEGV: "segmentation fault", signal.SIGABRT: "abort", signal.SIGBUS: "bus error",
                signal.SIGFPE: "arithmetic error", signal.SIGILL: "illegal instruction"}.get(number)
        return WorkerEnded("E651", "the worker process crashed: %s" % (
            "%s (%s)" % (what, name) if what else name), frames)

    def close(self):
        """Ends the process, and what it has started, and waits until the system has let it go."""
        if not self.is_alive:
            return
        self.is_alive = False
        self._end_group()
        self._process.wait()
        self._link.close()
        os.close(self._output)
        self._exchange.close()

    def _end_group(self):
        import signal

        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def _crash_frames(path):
    """The frames that a crash left, outermost first."""
    import re

    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.findall(r'File "(.*)", line (\d+) in (.*)', file.read())
    except OSError:
        return []
    return [[name, int(line), function, linecache.getline(name, int(line)).strip()]
            for name, line, function in reversed(found) if not _is_ours(name) and name != "<string>"]


def _size(count):
    for unit, bytes_ in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_:
            return "%.3g %s" % (count / bytes_, unit)
    return "%d bytes" % count


class _asking:
    """While this holds nobody interrupts the thread: it asks for itself, and clears up in peace."""

    def __enter__(self):
        try:
            _native.polling(True)
        except BaseException:
            # Told a moment ago: what ends here must not stay deaf.
            _native.polling(False)
            raise

    def __exit__(self, *problem):
        _native.polling(False)
