"""Modules that notebooks use: which files they have, and loading them."""

#: Stands for the digest of a file that there was not.
ABSENT = "absent"


def loaded_files():
    """[path, digest] of the files of the notebook's folders that were loaded or run, as they were then; `ABSENT` for those that
    were looked for in vain."""
    found = {path: ABSENT for path in list(_absent)}
    found.update((loaded.path, loaded.digest) for loaded in list(_project.values()))
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
    name = path
    if path.endswith(".py"):
        file = os.path.abspath(os.path.join(folder, path))
        if not os.path.exists(file):
            raise FileNotFoundError("there is no file '%s'" % file)
        add_folder(os.path.dirname(file))
        name = _name_for(file)
    if name in _broken:
        # Whoever uses something of it is told.
        return _project[name].module
    _take_settings()
    if name not in sys.modules and path.endswith(".py"):
        _load_file(name, file)
    module = importlib.import_module(name)
    _keep_settings()
    _keep_shown()
    _seed_loaded()
    return module


def _name_for(file):
    """The name of a file's module: its own, unless a module of another file has it."""
    name = os.path.splitext(os.path.basename(file))[0]
    known = _project[name].path if name in _broken else getattr(sys.modules.get(name), "__file__", file)
    if os.path.abspath(known or "") == file:
        return name
    return "segnb_" + hashlib.blake2b(file.encode(), digest_size=6).hexdigest()


def _load_file(name, file):
    spec = importlib.util.spec_from_file_location(name, file, loader=_SourceLoader(name, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
