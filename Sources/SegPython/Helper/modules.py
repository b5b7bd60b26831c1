"""Modules: loading, noticing edits, what they offer."""

_project = {}


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.blake2b(file.read(), digest_size=32).hexdigest()


def _note_project():
    """Remembers the source files of modules that belong to the folders of the notebooks."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        # Thousands of modules come with the packages: each is looked at once.
        if _seen.get(name) == file:
            continue
        _seen[name] = file
        if name in _project or not file or not file.endswith(".py") or "site-packages" in file:
            continue
        if any(os.path.dirname(os.path.abspath(file)).startswith(folder) for folder in _folders):
            _hear_of(os.path.abspath(file))
            _project[name] = [os.path.abspath(file), _digest(file)]


def _hear_of(file):
    """Asks the program to say when the file is written, where it lies and where a link leads; worker processes are told otherwise."""
    if "_native" in globals():
        for folder in {os.path.dirname(file), os.path.dirname(os.path.realpath(file))}:
            _native.notice(folder)


_folders = []
_seen = {}


def add_folder(folder):
    folder = os.path.abspath(folder)
    if folder not in _folders:
        _folders.append(folder)
        _seen.clear()
    if folder not in sys.path:
        sys.path.insert(0, folder)


#: Time, size and number of the files of `_project` when they were last looked at.
_stamps = {}


def _stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def glance():
    """As `refresh`, if a file has another time, size or number than before."""
    if any(_stamp(path) != _stamps.get(path) for path, _ in _project.values()):
        refresh()


def refresh():
    """Loads modules again whose files have changed, and those that import them."""
    stamps = {path: _stamp(path) for path, _ in _project.values()}
    _load_changed()
    # What could not be loaded is looked at again.
    _stamps.update(stamps)


def _load_changed():
    changed = [name for name, (path, digest) in _project.items()
               if name in sys.modules and os.path.exists(path) and _digest(path) != digest]
    if not changed:
        return
    uses = {name: _imports(path, name) for name, (path, _) in _project.items() if name in sys.modules}
    stale = set(changed)
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
        path = _project[ready][0]
        linecache.checkcache(path)
        _forget_bytecode(path)
        _reload(ready, path)
        _project[ready][1] = _digest(path)


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


def _forget_bytecode(path):
    """Compiled files are told apart by time and size: two edits within a second look alike."""
    try:
        os.remove(importlib.util.cache_from_source(path))
    except OSError:
        pass


def _reload(name, path):
    module = sys.modules[name]
    if getattr(module, "__spec__", None) is not None and importlib.util.find_spec(name) is not None:
        importlib.reload(module)
    else:
        module.__spec__.loader.exec_module(module)


def loaded_files():
    """[path, digest] of the files of the notebook's folders that were loaded or run, as they were then."""
    _note_project()
    found = {path: digest for path, digest in _project.values()}
    found.update(_scripts)
    return sorted([path, digest] for path, digest in found.items())


def source_files(path, folder):
    """[path, digest] of a module's file and of the files of the project that it imports, one by another.

    Their texts alone are read: nothing is run, and nothing is loaded.
    """
    folder = os.path.abspath(folder)
    if path.endswith(".py"):
        start = os.path.abspath(os.path.join(folder, path))
        name = os.path.splitext(os.path.basename(start))[0]
        folders = [os.path.dirname(start), folder]
    else:
        folders, name = [folder], path
        start = _file_in(folders, path)
    folders += [other for other in _folders if other not in folders]
    waiting = [(start, name)] if start and os.path.isfile(start) else []
    found = {}
    while waiting:
        file, name = waiting.pop()
        if file in found:
            continue
        found[file] = _digest(file)
        for imported in _imports(file, name):
            other = _file_in(folders, imported)
            if other:
                waiting.append((other, imported))
    return sorted([file, digest] for file, digest in found.items())


def _file_in(folders, name):
    """The file of a module that lies in one of some folders; None for modules from elsewhere."""
    parts = name.split(".")
    for folder in folders:
        for file in (os.path.join(folder, *parts) + ".py", os.path.join(folder, *parts, "__init__.py")):
            if os.path.isfile(file):
                return file
    return None


def loaded_module(path, folder):
    """The module of `use python "path"` if it is loaded; None otherwise."""
    if not path.endswith(".py"):
        return sys.modules.get(path)
    file = os.path.abspath(os.path.join(folder, path))
    for module in list(sys.modules.values()):
        found = getattr(module, "__file__", None)
        if isinstance(found, str) and os.path.abspath(found) == file:
            return module
    return None


def import_ahead(names):
    """Imports installed packages in a thread of its own, while the program does something else.

    A failure is left to the import that asks for the package.
    """
    import threading

    def run():
        for name in names:
            try:
                importlib.import_module(name)
            except BaseException:
                return

    threading.Thread(target=run, daemon=True, name="imports").start()


def installed_imports(path, folder):
    """The installed packages that `use python "path"` will import for certain, by its text."""
    wanted = [path]
    if path.endswith(".py"):
        try:
            with open(os.path.join(folder, path), encoding="utf-8") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            return []
        wanted = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
        wanted += [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level]
    return [name for name in wanted if _is_installed(name.partition(".")[0], folder)]


def _is_installed(package, folder):
    if _file_in([folder], package) is not None:
        return False
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    return spec is not None and "site-packages" in (spec.origin or "")


def use(path, folder):
    """The module of `use python "path"`: a file, or a module by its name."""
    add_folder(folder)
    refresh()
    if path.endswith(".py"):
        file = path if os.path.isabs(path) else os.path.join(folder, path)
        file = os.path.abspath(file)
        if not os.path.exists(file):
            raise FileNotFoundError("there is no file '%s'" % file)
        add_folder(os.path.dirname(file))
        name = os.path.splitext(os.path.basename(file))[0]
        known = sys.modules.get(name)
        if known is not None and os.path.abspath(getattr(known, "__file__", "") or "") != file:
            name = "segnb_" + hashlib.blake2b(file.encode(), digest_size=6).hexdigest()
        module = sys.modules.get(name)
        if module is None:
            spec = importlib.util.spec_from_file_location(name, file)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
    else:
        module = importlib.import_module(path)
    _seed_loaded()
    _note_project()
    return module
