"""Settings of scikit-learn, which itself keeps them by thread: those that code of the user's makes hold on all threads, and in worker
processes."""

#: The settings that were made last; None before scikit-learn is loaded.
_settings = None

#: For each thread what it has been given, or has been seen to have.
_given_settings = _thread._local()


def _configured():
    """The settings of this thread; None where scikit-learn isn't loaded."""
    get = getattr(sys.modules.get("sklearn"), "get_config", None)
    return None if get is None else get()


def _default_settings():
    """The settings that nobody has made; None where they can't be told."""
    return getattr(sys.modules.get("sklearn._config"), "_global_config", None)


def _keep_settings():
    """Keeps what code on this thread has set since it was last looked at."""
    global _settings
    now = _configured()
    if now is None:
        return
    before = getattr(_given_settings, "value", None)
    is_changed = _settings is None or now != _default_settings() if before is None else now != before
    if is_changed:
        _settings = now
    _given_settings.value = now


def _take_settings():
    """Gives this thread the settings that were made last, after those that its own code has made meanwhile are kept."""
    _keep_settings()
    if _settings is None or _configured() in (None, _settings):
        return
    sys.modules["sklearn"].set_config(**_settings)
    _given_settings.value = dict(_settings)


def _told_settings():
    """What a worker process has to be told: nothing where all is as usual."""
    return None if _settings == _default_settings() else _settings


def _obey_settings(told):
    """Makes the settings of a worker process those of the program."""
    global _settings
    if told is None and "sklearn" not in sys.modules:
        return
    importlib.import_module("sklearn")
    _settings = told or _default_settings() or _configured()
    # What an earlier call has set here is no wish of the program's.
    _given_settings.value = _configured()
    _take_settings()
