"""What a worker process does: it takes calls until the program ends, one at a time."""

_BOOT = """
import signal, socket, struct, sys, types
signal.pthread_sigmask(signal.SIG_SETMASK, [])
def take(count):
    parts = bytearray()
    while len(parts) < count:
        part = link.recv(count - len(parts))
        if not part: sys.exit(0)
        parts += part
    return bytes(parts)
link = socket.socket(fileno=int(sys.argv[1]))
link.set_inheritable(False)
module = types.ModuleType("segnb_bridge")
sys.modules["segnb_bridge"] = module
exec(compile(take(struct.unpack("<Q", take(8))[0]).decode(), "<segnb>", "exec"), module.__dict__)
module.serve(link, take)
"""


def serve(link, take):
    """Answers calls; the first message says where modules and tables are."""
    def message():
        return take(_SIZE.unpack(take(_SIZE.size))[0])

    told = pickle.loads(message())
    sys.path[:] = told["path"]
    _folders.extend(told["folders"])
    sys.meta_path.insert(0, _ProjectFinder(told["modules"]))
    _prepare_process()
    _watch(link, told["folder"])
    _limit_dumps(told["folder"])
    exchange = Exchange(told["folder"])
    while True:
        reply = _answer(exchange, message())
        sys.stdout.flush()
        sys.stderr.flush()
        link.sendall(_SIZE.pack(len(reply)) + reply)


def _answer(exchange, request):
    try:
        name, arguments = exchange.unpack(request)
        given = _CALLS[name](*arguments)
    except MemoryError as error:
        return exchange.pack(("memory", describe_error(error)))
    except BaseException as error:
        return exchange.pack(("error", describe_error(error)))
    try:
        return exchange.pack(("value", given))
    except Exception as error:
        return exchange.pack(("unsendable", "%s: %s" % (type(given).__name__, error)))


class _ProjectFinder:
    """Finds the modules of the notebook's folders under the names that they have in the program."""

    def __init__(self, files):
        self._files = files

    def find_spec(self, name, path=None, target=None):
        file = self._files.get(name)
        return None if file is None else importlib.util.spec_from_file_location(name, file)


def _watch(link, folder):
    """Ends this process, and all that it has started, once the program is gone without ending it."""
    import select
    import shutil
    import signal
    import threading

    def look():
        poll = select.poll()
        poll.register(link, select.POLLRDHUP if hasattr(select, "POLLRDHUP") else 0)
        poll.poll()
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(os.getpgid(0), signal.SIGKILL)

    threading.Thread(target=look, daemon=True).start()


def _limit_dumps(folder):
    """A crash says where it was, and leaves no dump; the system takes this process first."""
    import faulthandler
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Kept open as long as the process lives.
    serve.report = open(os.path.join(folder, "crash"), "w")
    faulthandler.enable(serve.report, all_threads=False)
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def _cell_in_worker(*arguments):
    """A cell whose shown value comes back as what is shown of it, where it is no plain value."""
    values, shown, found = run_cell(*arguments)
    if shown is not None and simplify(shown)[0] == "object":
        shown = Shown(*shown_forms(shown))
    return values, shown, found


_CALLS = {"call": call, "run_cell": _cell_in_worker, "run_script": run_script, "fit": fit}
