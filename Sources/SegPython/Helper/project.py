"""The modules that lie in the notebooks' folders: loading them, and noticing that their files were edited."""

_folders = []


class _Loaded:
    """What is known of a module of the project."""

    __slots__ = ("path", "digest", "stamp", "module")

    def __init__(self, path, digest, stamp, module):
        #: Where it was loaded from, the digest of the text then, and the file's time, size and number.
        self.path, self.digest, self.stamp = path, digest, stamp
        #: The module, once something was seen of it.
        self.module = module


#: Modules of the project, by name.
_project = {}
#: Those that could not be loaded again, with the reason; what imports them loads them anew and so hears of it.
_broken = {}


def _digest(path):
    with open(path, "rb") as file:
        return _digest_of(file.read())


def _digest_of(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class _SourceLoader(importlib.machinery.SourceFileLoader):
    """Loads a module of the project, and notes the text that it was loaded from.

    Compiled files are not looked at: they are told apart by time and size, and two edits within a second look alike.
    """

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        stamp = _stamp(path)
        data = self.get_data(path)
        linecache.checkcache(path)
        code = self.source_to_code(data, path)
        before = _project.get(fullname)
        _project[fullname] = _Loaded(os.path.abspath(path), _digest_of(data), stamp, before and before.module)
        _hear_of(os.path.abspath(path))
        return code

    def exec_module(self, module):
        super().exec_module(module)
        _states[module.__name__] = _state_of(module)


#: What modules of the project held once they were loaded, by name.
_states = {}


def _state_of(module):
    """What can be told of the values that a module and its classes hold: code that reads them may do something else when they change."""
    found = {}
    for key, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__:
            found.update((key + "." + name, _told_apart(part)) for name, part in vars(value).items() if not name.startswith("__"))
        elif not key.startswith("__"):
            found[key] = _told_apart(value)
    return found


#: Containers with more items, and all other objects, are told apart by where they are.
_MOST_COMPARED = 1000


def _told_apart(value):
    plain = (bool, int, float, str, type(None))
    if isinstance(value, plain):
        return value
    if type(value) in (list, tuple, dict, set) and len(value) <= _MOST_COMPARED:
        items = list(value.values()) if type(value) is dict else value
        if all(isinstance(item, plain) for item in items):
            return repr(value)
    return id(value)


def has_own_state():
    """Whether this process's modules hold something else than a process has that loads them now."""
    return any(_state_of(sys.modules[name]) != state for name, state in list(_states.items()) if name in sys.modules)


class _Finder:
    """Finds modules as Python does, with the project's own loader for those of the project."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is None and name in _broken:
            # A folder in the place of a module that is gone is no package until it says so.
            raise ModuleNotFoundError("No module named '%s'" % name, name=name)
        if spec is None and _is_asked_by_project():
            _miss(name.rpartition(".")[2], _folders if path is None else path)
        if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader and _is_of_project(spec.origin):
            spec.loader = _SourceLoader(name, spec.origin)
        return spec


#: Where modules would lie that code of the project asked for, and that there were not: once they are there, it does something else.
_absent = set()


def _miss(name, folders):
    for folder in folders:
        if _is_of_project(os.path.join(folder, "x.py")):
            _absent.update([os.path.join(folder, name + ".py"), os.path.join(folder, name, "__init__.py")])


def _is_asked_by_project():
    """Whether the code that imports is a cell's or a module's of the project."""
    frame = sys._getframe(2)
    while frame is not None and (_is_ours(frame.f_code.co_filename) or frame.f_code.co_filename == importlib.__file__):
        frame = frame.f_back
    return frame is not None and (frame.f_globals.get("__name__") in _project or frame.f_globals.get("__name__") == "__main__")


def _is_of_project(file):
    folder = os.path.dirname(os.path.abspath(file))
    return "site-packages" not in file and any(folder == root or folder.startswith(root.rstrip("/") + "/") for root in _folders)


def _hear_of(file):
    """Asks the program to say when the file is written, where it lies and where a link leads; worker processes are told otherwise."""
    if "_native" in globals():
        for folder in {os.path.dirname(file), os.path.dirname(os.path.realpath(file))}:
            _native.notice(folder)


def find_project():
    """From now on modules of the project are found by `_Finder`."""
    places = [place for place, finder in enumerate(sys.meta_path) if finder is importlib.machinery.PathFinder]
    sys.meta_path.insert(places[0] if places else len(sys.meta_path), _Finder)


def add_folder(folder):
    folder = os.path.abspath(folder)
    if folder not in _folders:
        _folders.append(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def glance():
    """As `refresh`, if a file has another time, size or number than when it was loaded."""
    if any(_stamp(loaded.path) != loaded.stamp for loaded in list(_project.values())):
        return refresh()
    return state()


def state():
    """[whether a module could not be loaded again, whether one ever was]."""
    return [bool(_broken), _has_reloaded]


_has_reloaded = False


def refresh():
    """Loads modules again whose files have changed, and those that import them; gives `state`."""
    global _has_reloaded
    stale = _changed_modules()
    if not stale:
        return state()
    _has_reloaded = True
    uses = {name: _imports(loaded.path, name) for name, loaded in list(_project.items()) if loaded.module is not None}
    while True:
        further = {name for name in uses if name not in stale and uses[name] & stale}
        if not further:
            break
        stale |= further
    importlib.invalidate_caches()
    close_workers()
    waiting = [name for name in uses if name in stale]
    while waiting:
        # What is imported comes before what imports it; a circle is broken anywhere.
        ready = next((name for name in waiting if not uses[name] & set(waiting) - {name}), waiting[0])
        waiting.remove(ready)
        try:
            _load_again(ready)
        except Exception as error:
            _broken[ready] = error
    return state()


def _changed_modules():
    changed = set()
    for name, loaded in list(_project.items()):
        if name not in _broken:
            loaded.module = sys.modules.get(name, loaded.module)
        if loaded.module is None:
            continue
        stamp = _stamp(loaded.path) or _stamp_after_saving(loaded.path)
        if stamp is None or _digest(loaded.path) != loaded.digest:
            changed.add(name)
        else:
            loaded.stamp = stamp
    return changed


def _stamp_after_saving(path):
    """The stamp of a file that is missing now: some editors take the old one away before they write the new one."""
    import time

    for _ in range(10):
        time.sleep(0.005)
        stamp = _stamp(path)
        if stamp is not None:
            return stamp
    return None


def _load_again(name):
    """Runs a module's text anew in the same module; where that fails, importing it fails."""
    module = _project[name].module
    if not os.path.exists(_project[name].path):
        _move(module, name)
    sys.modules[name] = module
    names = vars(module)
    # What the text no longer defines is gone; parts of a package are its own.
    before = {key: value for key, value in names.items() if not key.startswith("__") and sys.modules.get(name + "." + key) is not value}
    for key in before:
        del names[key]
    try:
        module.__spec__.loader.exec_module(module)
    except BaseException:
        names.update(before)
        sys.modules.pop(name, None)
        raise
    _broken.pop(name, None)


def _move(module, name):
    """Lets a module whose file is gone be loaded from where it is now, as when it became a package."""
    above = sys.modules.get(name.rpartition(".")[0])
    spec = _Finder.find_spec(name, getattr(above, "__path__", None))
    if spec is None or spec.loader is None:
        sys.modules.pop(name, None)
        raise ModuleNotFoundError("No module named '%s': its file '%s' is gone" % (name, _project[name].path), name=name)
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__package__ = spec.parent
    if spec.submodule_search_locations is not None:
        module.__path__ = spec.submodule_search_locations
    elif hasattr(module, "__path__"):
        del module.__path__


def usable(value):
    """Loads the module of an object that could not be loaded again, and raises why it still can't be."""
    name = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None) or type(value).__module__
    for part in _broken_below(name):
        try:
            _load_again(part)
        except Exception as error:
            _broken[part] = error
            raise
    return state()


def _broken_below(name):
    """What a module imports, by way of others too, of what could not be loaded, then the module itself: so the text at fault comes first."""
    found = []

    def visit(name, above):
        if name not in _broken or name in above or name in found:
            return
        # A package loads its modules: they come before it.
        used = _imports(_project[name].path, name) & set(_broken)
        for part in sorted(used, key=lambda part: (name.startswith(part + "."), part)):
            visit(part, above + [name])
        found.append(name)

    visit(name, [])
    return found


def current(value):
    """A function or class of the project as its module has it now, where it was loaded again since that was taken out."""
    if not isinstance(value, (types.FunctionType, type)) or value.__module__ not in _project:
        return value
    found = sys.modules.get(value.__module__)
    for part in value.__qualname__.split("."):
        found = getattr(found, part, None)
    return found if type(found) is type(value) else value


def renewed(value):
    """A learner or step made of classes and functions of the project as these are now, where they were loaded again since."""
    if not _has_reloaded:
        return value
    kind = current(type(value))
    changed = {}
    if hasattr(value, "get_params") and hasattr(value, "set_params"):
        held = value.get_params(deep=False)
        changed = {key: new for key, old in held.items() if (new := _renewed_part(old)) is not old}
    if kind is type(value) and not changed:
        return value
    import copy

    made = copy.copy(value)
    made.__class__ = kind
    if changed:
        made.set_params(**changed)
    return made


def _renewed_part(value):
    """The same of a parameter, which may be a function, a learner or the named parts of a pipeline."""
    if isinstance(value, (types.FunctionType, type)):
        return current(value)
    if type(value) in (list, tuple):
        made = [_renewed_part(item) for item in value]
        return type(value)(made) if any(new is not old for new, old in zip(made, value)) else value
    return renewed(value) if hasattr(value, "fit") else value


def _imports(path, name=""):
    """The modules that a file imports, by its text; `name` is the file's own, which relative imports need."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return set()
    is_package = os.path.basename(path) == "__init__.py"
    package = name.split(".") if is_package else name.split(".")[:-1]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                found |= {".".join(parts[:i + 1]) for i in range(len(parts))}
        elif isinstance(node, ast.ImportFrom):
            above = package[:len(package) - (node.level - 1)] if node.level else []
            base = ".".join(above + ([node.module] if node.module else []))
            found |= {base} | {(base + "." if base else "") + alias.name for alias in node.names}
    return found - {""}
