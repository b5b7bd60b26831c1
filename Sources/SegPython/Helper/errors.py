"""Exceptions as plain values."""

class WorkerEnded(Exception):
    """A worker process has ended, or can't be used; `code` is the message's code."""

    def __init__(self, code, message, frames=(), hint=""):
        super().__init__(message)
        self.code = code
        self.frames = list(frames)
        self.hint = hint


class WorkerError(Exception):
    """An exception of a worker process, described there."""

    def __init__(self, description):
        super().__init__(description[1])
        self.description = description


def _is_ours(file):
    """Frames of the bridge and of importing tell a user nothing."""
    return (file == _THIS or file.startswith("<frozen importlib")
            or file.endswith(("importlib/__init__.py", "importlib/util.py", "asyncio/base_events.py", "asyncio/runners.py")))


#: Frames that are told at the most, from the beginning and from the end.
_MOST_FRAMES = 20


def _frames(error):
    """[file, line, function, source] of the frames of a user's code; of very many the first and the last."""
    entries = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)
               if not _is_ours(frame.f_code.co_filename)]
    entries = _without_repeats(entries)
    left_out = len(entries) - 2 * _MOST_FRAMES
    parts = [entries] if left_out <= 0 else [entries[:_MOST_FRAMES], entries[-_MOST_FRAMES:]]
    told = [[_told_frame(*entry) for entry in part] for part in parts]
    return told[0] if left_out <= 0 else told[0] + [["", left_out, "", ""]] + told[1]


def _told_frame(frame, line):
    if frame is None:
        return ["", line, "", ""]
    entry = traceback.StackSummary.extract([(frame, line)])[0]
    return [entry.filename, entry.lineno or 0, entry.name, (entry.line or "").strip()]


#: As many calls of one line by itself are told.
_MOST_REPEATS = 3


def _without_repeats(entries):
    """Of calls of a line by itself the first few, then a mark of how many more there are: (None, count)."""
    kept, repeats = [], 0
    for index, (frame, line) in enumerate(entries):
        before = entries[index - 1] if index else None
        repeats = repeats + 1 if before and before[0].f_code is frame.f_code and before[1] == line else 0
        if repeats < _MOST_REPEATS:
            kept.append((frame, line))
        elif kept[-1][0] is None:
            kept[-1] = (None, kept[-1][1] + 1)
        else:
            kept.append((None, 1))
    return kept


def _is_importable(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def said(error):
    """The words of an exception, whatever its class makes of them."""
    try:
        return _readable(str(error))
    except Exception as problem:
        return "(its own words can't be had: %s)" % type(problem).__name__


def _readable(text):
    """A text without halves of characters, which no text outside Python holds."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def described_value(value):
    """`repr` of a value; where that fails, what kind of value it is."""
    try:
        return _readable(repr(value))
    except Exception as problem:
        return "<%s object whose repr fails: %s>" % (type(value).__name__, type(problem).__name__)


#: How many exceptions behind an exception are told, and how many frames of each, the innermost.
_MOST_CAUSES, _MOST_FRAMES_OF_CAUSE = 3, 3


def _causes(error):
    """What an exception came from, each with its frames."""
    told, met = [], {id(error)}
    while len(told) < _MOST_CAUSES:
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is None or id(error) in met:
            break
        met.add(id(error))
        frames = [frame for frame in _frames(error) if frame[0]]
        # Where the user's own code was tells more than where a library was.
        own = [frame for frame in frames if "/site-packages/" not in frame[0] and not frame[0].startswith(sys.base_prefix + "/lib/")]
        frames = (own or frames)[-_MOST_FRAMES_OF_CAUSE:]
        told.append(type(error).__name__ + ": " + said(error) + "".join(
            "\n    %s:%d, in %s%s" % (file, line, function, ": " + source if source else "") for file, line, function, source in frames))
    return told


def describe_error(error):
    """All that is said of an exception, as plain values; the exception itself is let go."""
    if isinstance(error, WorkerError):
        return error.description
    if isinstance(error, WorkerEnded):
        return ["WorkerEnded", str(error), error.frames, {"code": error.code, "hint": error.hint}, "", []]
    frames = _frames(error)
    # Of code that was stopped in a worker process, the frames that it was in there.
    frames += getattr(error, "worker_frames", [])
    details = {}
    if isinstance(error, SyntaxError):
        details = {"file": error.filename or "", "line": error.lineno or 0,
                   "column": error.offset or 0, "text": (error.text or "").rstrip("\n")}
    elif isinstance(error, ModuleNotFoundError):
        top = (error.name or "").partition(".")[0]
        details = {"module": error.name or "", "has": top if top != error.name and _is_importable(top) else ""}
    elif isinstance(error, SystemExit):
        details = {"code": str(error.code)}
    because = "\n  from ".join(_causes(error))
    notes = [_readable(str(note)) for note in getattr(error, "__notes__", [])]
    for part in getattr(error, "exceptions", ())[:5] if isinstance(error, BaseException) else ():
        notes.append("in it %s: %s" % (type(part).__name__, said(part)))
    message = error.msg if isinstance(error, SyntaxError) else said(error)
    return [type(error).__name__, message, frames, details, because, notes]
