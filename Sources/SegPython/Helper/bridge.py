"""What segnb runs inside the embedded Python: this file first, then those beside it, in one namespace.

`_native` is made by the program: write(stream, text), stream(capsule), buffer(capsule, index),
values(capsule, index), names(capsule), rows(capsule), polling(bool), stopped(), notice(folder), show(value),
asking([bool]), memory(). `_parts` holds the texts of these files by name; worker processes run them too.
"""

import _signal
import _thread
import ast
import builtins
import datetime
import hashlib
import importlib
import importlib.machinery
import importlib.util
import inspect
import io
import linecache
import os
import sys
import traceback
import types

_THIS = "<segnb>"


_loading = _thread.RLock()


def _later(parts, *names):
    """Makes functions of files that are run once the first of them is called."""

    def stand_in(name):
        def first(*arguments):
            # Two threads may come at once, and what the files keep is there once only.
            with _loading:
                if globals()[name] is first:
                    for part in parts:
                        exec(compile(_parts[part], _THIS, "exec"), globals())
            return globals()[name](*arguments)

        return first

    for name in names:
        globals()[name] = stand_in(name)


_later(["exchange", "worker", "isolation", "beside", "keeping"], "isolated", "fit_beside")
_later(["members"], "members", "plain_member", "member_signature", "explained", "source_of", "signatures")
_later(["prompt"], "prompt_open", "prompt_wants", "prompt_run", "prompt_taken", "prompt_completions")


def close_workers():
    """Lets worker processes go that wait for work: they have modules as these were when they were loaded."""
    if "_pool" in globals():
        _pool.close()
        _kept.close()


class _Stream(io.TextIOBase):
    """Text goes to the cell that runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, kind):
        self._kind = kind

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        if os.getpid() == _process:
            if _native.write(self._kind, text) is False:
                # Halves of characters, as names of files may have.
                _native.write(self._kind, text.encode("utf-8", "backslashreplace").decode())
        else:
            # A child that was forked has nobody to give it to but the stream itself.
            _write_all(self._kind, text.encode("utf-8", "replace"))
        return len(text)


    @property
    def buffer(self):
        return _Bytes(self)

    def reconfigure(self, **options):
        """Takes what a script asks of its terminal; text is passed on as it is."""

    def fileno(self):
        return self._kind


def _write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


class _Bytes(io.RawIOBase):
    """Bytes of text for a stream."""

    def __init__(self, stream):
        self._stream = stream

    def writable(self):
        return True

    def write(self, data):
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


def prepare():
    sys.stdout = _Stream(1)
    sys.stderr = _Stream(2)
    # Not Python's own function for it: asyncio would put another in its place, and with that take the signal from the program.
    _signal.signal(_signal.SIGINT, _interrupt)
    os._exit = _exit
    os.register_at_fork(after_in_child=_take_signals)
    builtins.input = _input
    _prepare_process()


def _take_signals():
    """In a process that a script forks nobody watches for signals as the program does: they do what they do in Python."""
    for number, plain in ((_signal.SIGINT, _signal.default_int_handler), (_signal.SIGTERM, _signal.SIG_DFL), (_signal.SIGHUP, _signal.SIG_DFL)):
        if _signal.getsignal(number) in (None, _signal.SIG_DFL, _signal.SIG_IGN, _interrupt):
            _signal.signal(number, plain)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP))


_plain_input = builtins.input


def _input(prompt="", /):
    """As Python's own, with the question where whoever is asked sees it."""
    if not _native.asking():
        return _plain_input(prompt)
    sys.stdout.write(str(prompt))
    _native.asking(True)
    try:
        line = sys.stdin.readline()
    finally:
        _native.asking(False)
    if not line:
        raise EOFError("EOF when reading a line")
    return line.rstrip("\n")


def _interrupt(number, frame):
    raise KeyboardInterrupt


_exit_at_once = os._exit
_process = os.getpid()
_main = _thread.get_ident()


class _ExitAtOnce(SystemExit):
    """An exit that comes before the end of a program."""


_ExitAtOnce.__name__ = "SystemExit"


def _exit(status):
    """Ends a child process as ever; here, where it would end the program and what that still has to write, it is an exit."""
    if os.getpid() != _process:
        _exit_at_once(status)
    if _thread.get_ident() != _main:
        # An exit ends a thread without a word.
        raise RuntimeError("os._exit(%r) in a thread would end the whole program: isolate: true gives it a process" % (status,))
    raise _ExitAtOnce(status)


def _prepare_process():
    sys.argv = ["segnb"]
    find_project()
    # Nothing appears beside the user's files.
    sys.dont_write_bytecode = True
    os.environ.setdefault("MPLBACKEND", "Agg")
    # A function that a forked child of this process runs would find locks that nobody opens.
    if "multiprocessing" in sys.modules or hasattr(os, "fork"):
        import multiprocessing

        try:
            multiprocessing.set_start_method("spawn")
        except RuntimeError:
            pass


def item(value, key):
    return value[_given(key, "segnb")]


def length(value):
    return len(value)


def iterator(value):
    return iter(value)


def following(iterator):
    """The next element in a list; an empty one at the end."""
    for item in iterator:
        return [item]
    return []


def packages():
    """The packages that the bridge knows how to work with, for `segnb doctor`."""
    from importlib import metadata

    found = []
    for name in ("numpy", "pandas", "pyarrow", "polars", "scikit-learn", "lightgbm", "matplotlib"):
        try:
            found.append(name + " " + metadata.version(name))
        except metadata.PackageNotFoundError:
            found.append("no " + name)
    return ", ".join(found)


def loaded_packages():
    """Those of `packages` that were imported, with their versions as they say them."""
    names = ("numpy", "pandas", "pyarrow", "polars", "sklearn", "lightgbm", "matplotlib", "scipy", "torch", "xgboost")
    versions = [(name, getattr(sys.modules.get(name), "__version__", None)) for name in names]
    return ["%s %s" % (name, version) for name, version in versions if isinstance(version, str)]


def finish():
    """What a Python program does at its end; the interpreter itself is left to the system."""
    import atexit
    import threading

    close_workers()
    # Pools of processes are told here that they end; their functions of atexit would wait for them.
    for function in reversed(threading._threading_atexits):
        function()
    for thread in threading.enumerate():
        if not thread.daemon and thread not in (threading.current_thread(), threading.main_thread()):
            thread.join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
