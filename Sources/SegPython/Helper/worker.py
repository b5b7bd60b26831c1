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
    """Answers calls; the first message says where tables are, and how long to wait for a call."""
    def message():
        return take(_SIZE.unpack(take(_SIZE.size))[0])

    told = pickle.loads(message())
    finder = _ProjectFinder()
    sys.meta_path.insert(0, finder)
    _prepare_process()
    _watch(link, told["folder"])
    _limit_dumps(told["folder"])
    exchange = Exchange(told["folder"])
    surroundings = None
    try:
        while True:
            _await(link, told)
            reply, surroundings = _answer(exchange, message(), finder, surroundings)
            _flush()
            link.sendall(_SIZE.pack(len(reply)) + reply)
    finally:
        # The program is gone: leaving as usual would end the thread that clears up while it does so.
        _end(told["folder"])


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            # The call has closed it, or put something else in its place.
            pass


def _await(link, told):
    """Waits for a call; ends this process where none comes for long."""
    import select

    if told["idle"] is not None and not select.select([link], [], [], told["idle"])[0]:
        _end(told["folder"])


def _answer(exchange, request, finder, surroundings):
    """(reply, surroundings): what became of a call, and what the next one finds around it."""
    try:
        told, seed, call = pickle.loads(request)
        surroundings = surroundings if told is None else pickle.loads(told)
        # Paths come first: functions among the arguments are found by them.
        _take_over(surroundings, finder)
        name, arguments = exchange.unpack(call)
        _obey_settings(surroundings["settings"])
        if seed is not None:
            seed_modules(seed)
        given = _CALLS[name](*arguments)
        drawn = pictures()
        # Those that fit are kept in any case.
        reply = ("value", given, None if name == "fit" else _left(), drawn)
    except MemoryError as error:
        reply = ("memory", describe_error(error), None, _taken_pictures())
    except BaseException as error:
        reply = ("error", describe_error(error), None, _taken_pictures())
        _end_pools()
    try:
        return exchange.pack(reply), surroundings
    except Exception as error:
        return exchange.pack(("unsendable", unsendable(given, error), None, drawn)), surroundings


def _take_over(told, finder):
    """Makes paths, folders and variables those of the program, whatever a call before has made of them."""
    sys.argv = ["segnb"]
    sys.path[:] = told["path"]
    finder.files = told["modules"]
    if _folders != told["folders"]:
        _folders[:] = told["folders"]
    if dict(os.environ) != told["environment"]:
        os.environ.clear()
        os.environ.update(told["environment"])
    try:
        os.chdir(told["cwd"] or ".")
    except OSError:
        # It is gone; a process that starts anew would be in the same place.
        pass


def _end_pools():
    """Ends joblib's pools of processes, which outlive their call and would leave files behind when this process is ended."""
    import gc

    for home in ("joblib.externals.loky", "loky"):
        pools, tracker = sys.modules.get(home + ".reusable_executor"), sys.modules.get(home + ".backend.resource_tracker")
        executor = getattr(pools, "_executor", None)
        try:
            if executor is not None:
                getattr(executor, "terminate", executor.shutdown)(kill_workers=True)
                pools._executor = executor = None
            if tracker is not None:
                gc.collect()
                tracker._resource_tracker._stop()
        except Exception:
            # Of a version whose inside is another; this process is ended then.
            pass


def _left():
    """[path, digest] of the project's files that are loaded; None where something of the call goes on."""
    import threading

    _end_pools()
    for stream, own in ((sys.stdout, sys.__stdout__), (sys.stderr, sys.__stderr__)):
        if stream is not own or stream.closed:
            return None
    ours = (threading.main_thread(), _watch.thread)
    if any(thread not in ours for thread in threading.enumerate()) or _has_company():
        return None
    return loaded_files()


def _has_company():
    """Whether a process that this one has started, or one that such a process has started, still runs."""
    group = os.getpgid(0)
    try:
        for name in os.listdir("/proc"):
            if not name.isdigit() or int(name) == os.getpid():
                continue
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    # The program's name comes before, in brackets, and may hold anything.
                    fields = file.read().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group or int(fields[1]) == os.getpid():
                return True
    except (OSError, ValueError, IndexError):
        return True
    return False


class _ProjectFinder:
    """Finds the modules of the notebook's folders under the names that they have in the program."""

    def __init__(self):
        self.files = {}

    def find_spec(self, name, path=None, target=None):
        file = self.files.get(name)
        return None if file is None else importlib.util.spec_from_file_location(name, file, loader=_SourceLoader(name, file))


def _watch(link, folder):
    """Ends this process, and all that it has started, once the program is gone without ending it."""
    import select
    import threading

    def look():
        poll = select.poll()
        poll.register(link, select.POLLRDHUP if hasattr(select, "POLLRDHUP") else 0)
        poll.poll()
        _end(folder)

    _watch.thread = threading.Thread(target=look, daemon=True)
    _watch.thread.start()


def _end(folder):
    """Ends this process at once, with all that it has started."""
    import shutil
    import signal

    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _limit_dumps(folder):
    """A crash, or whoever asks by a signal, is told where the code is; no dump; the system takes this process first."""
    import faulthandler
    import resource
    import signal

    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Kept open as long as the process lives.
    serve.report = open(os.path.join(folder, "crash"), "w")
    faulthandler.enable(serve.report, all_threads=False)
    faulthandler.register(signal.SIGUSR1, serve.report, all_threads=False)
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def _cell_in_worker(source, file, line, inputs, *arguments):
    """A cell whose shown value comes back as a table or as what is shown of it."""
    values, shown, *found = run_cell(source, file, line, inputs, *arguments)
    return (kept_values(values, inputs), None if shown is None else _portable(Displayed(shown)), *found)


def _script_in_worker(*arguments):
    # Tables in a plain dictionary are told from others on their way.
    return dict(run_script(*arguments))


def _portable(displayed):
    text, table = presented(displayed)
    if text is not None:
        return Shown(text, "", None)
    try:
        if table is not None:
            import pyarrow

            found = table if isinstance(table, Table) else _as_arrow(table)
            # What a column holds within its values no table has.
            if isinstance(found, Table) or not any(pyarrow.types.is_nested(field.type) for field in found.schema):
                return found
    except Exception:
        # What is no table after all is shown as Python shows it.
        pass
    return Shown(*shown_forms(displayed))


_CALLS = {"call": call, "show_cell": _cell_in_worker, "run_script": _script_in_worker, "fit": fit}
