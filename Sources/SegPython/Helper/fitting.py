"""Objects with fit: steps and learners."""

def can(value, method):
    """Whether an object has a method, or will have it once it is fitted."""
    if callable(getattr(value, method, None)):
        return True
    if method != "predict" or "sklearn" not in sys.modules:
        return False
    from sklearn.base import is_classifier, is_regressor

    try:
        return is_classifier(value) or is_regressor(value)
    except Exception:
        # No estimator of scikit-learn's.
        return False


def cloned(value, seed, threads=None):
    """A copy without what it has learned, with its own randomness and number of threads where it leaves them open."""
    import copy

    if _has("sklearn") and hasattr(value, "get_params"):
        from sklearn.base import clone

        made = clone(value)
    else:
        made = copy.deepcopy(value)
    if hasattr(made, "get_params") and hasattr(made, "set_params"):
        names = made.get_params(deep=True)
        open_ = {name: seed % 2**31 for name, given in names.items()
                 if name.rpartition("__")[2] == "random_state" and given is None}
        if threads is not None and type(value).__module__.partition(".")[0] in _THREADED:
            # Of these a number that is left open means all processors, whatever else is running.
            open_.update((name, threads) for name, given in names.items()
                         if name.rpartition("__")[2] == "n_jobs" and given is None)
        if open_:
            made.set_params(**open_)
    return made


_THREADED = ("lightgbm", "xgboost")


def limited_threads(count):
    """Within it, this thread's parallel regions of compiled libraries take so many threads at most."""
    import contextlib

    if count is None or not _has("threadpoolctl"):
        return contextlib.nullcontext()
    import threadpoolctl

    global _controller
    # Looking for the libraries takes milliseconds; new ones come with new modules.
    if _controller is None or _controller[0] != len(sys.modules):
        _controller = (len(sys.modules), threadpoolctl.ThreadpoolController())
    return _controller[1].limit(limits=count, user_api="openmp")


_controller = None


def described(value):
    """How an object is written, and where its class lives."""
    import re

    kind = type(value)
    # Addresses in memory are others each time.
    text = re.sub(r" at 0x[0-9a-f]+", "", " ".join(described_value(value).split()))
    return [text, kind.__module__ + "." + kind.__qualname__, kind.__name__]


def array(table):
    """The one column of a table as an array."""
    return table._array(0)


def fit(value, table, target, weights, seed, threads=None, is_step=False):
    """A clone that has learned; of a step `Learned`."""
    _take_settings()
    with limited_threads(threads), _draws_alone(value), _own_draws(value, seed):
        made = cloned(value, seed, threads)
        return _fit_step(made, table, target) if is_step else _fit(made, table, target, weights)


class Learned:
    """A fitted step, and what it makes of the rows that it learned from where that is not what it makes of others."""

    def __init__(self, fitted, columns):
        self.fitted, self.columns = fitted, columns


def learned(value):
    """The fitted object of `Learned`."""
    return value.fitted


def learned_columns(value):
    return value.columns


def _fit_step(made, table, target):
    """Fits a step as scikit-learn's pipelines do: what encodes the target gives training rows values that others have taught."""
    if not can(made, "fit_transform"):
        return Learned(_fit(made, table, target, None), None)
    frame = table.to_pandas() if _has("pandas") else table.to_numpy()
    given = made.fit_transform(*_training_arguments(made, made.fit_transform, _documents(made, frame), target))
    return Learned(made, _named_columns(made, given, frame))


def _documents(made, frame):
    """A frame, for scikit-learn's vectorizers its one column of texts: they go through what they are given text by text."""
    if not callable(getattr(made, "build_analyzer", None)) or not hasattr(frame, "iloc"):
        return frame
    if len(frame.columns) != 1:
        raise TypeError("%s takes one column of texts, and these are %d: write then(…, columns: [.name])" % (
            type(made).__name__, len(frame.columns)))
    return frame.iloc[:, 0].astype(object)


def _training_arguments(made, method, frame, target):
    """What `fit` and the like are given by position."""
    takes = inspect.signature(method).parameters
    if target is not None:
        plain = [part for part in takes.values() if part.kind in (part.POSITIONAL_ONLY, part.POSITIONAL_OR_KEYWORD)]
        takes_one = len(plain) == 1 and not any(part.kind is part.VAR_POSITIONAL for part in takes.values())
        return (frame,) if takes_one else (frame, _beside(frame, target) if _runs_own_code(made) else target)
    if "y" in takes and takes["y"].default is inspect.Parameter.empty:
        raise TypeError("%s needs a target: it is no step without one" % type(made).__name__)
    return (frame,)


def _beside(frame, target):
    """The target as a column taken out of the same frame would come: code of the user's own may look at its index."""
    if not hasattr(frame, "iloc"):
        return target
    import pandas

    return pandas.Series(target, index=frame.index, dtype=target.dtype, copy=True)


def takes_weights(value):
    return not can(value, "fit") or _weights_label(value) is not None


def _weights_label(value):
    """The label by which an estimator's `fit` takes sample weights; None where it takes none.

    One that holds another, as a pipeline its last part and a search its estimator, passes them on.
    """
    takes = inspect.signature(value.fit).parameters
    if "sample_weight" in takes:
        return "sample_weight"
    if not any(part.kind is inspect.Parameter.VAR_KEYWORD for part in takes.values()):
        return None
    steps = getattr(value, "steps", None)
    if type(steps) is list and steps:
        inner = can(steps[-1][1], "fit") and _weights_label(steps[-1][1])
        return steps[-1][0] + "__" + inner if inner else None
    for name in ("estimator", "regressor", "base_estimator"):
        if can(getattr(value, name, None), "fit"):
            return _weights_label(getattr(value, name))
    return None if type(value).__module__.startswith("sklearn.") else "sample_weight"


class _own_draws:
    """Within it, code of the user's own may draw from the modules' generators, which start from its seed.

    One such call goes after another (`_draws_alone`), and what others draw is left as it was: the same draws on any number of
    threads.
    """

    def __init__(self, value, seed):
        self._seed = seed if _runs_own_code(value) else None

    def __enter__(self):
        if self._seed is None:
            return
        import random

        numpy = sys.modules.get("numpy")
        self._before = random.getstate(), numpy and numpy.random.get_state()
        random.seed(self._seed)
        if numpy:
            numpy.random.seed(self._seed % 2**32)

    def __exit__(self, *problem):
        if self._seed is None:
            return
        import random

        random.setstate(self._before[0])
        if self._before[1]:
            sys.modules["numpy"].random.set_state(self._before[1])


def _draws_alone(value):
    """What to hold while code of the user's own draws.

    The lock itself, for `with` takes and gives it back as one step: a function around it could be told to stop in between,
    and nobody would give it back.
    """
    import contextlib

    return _drawing if _runs_own_code(value) else contextlib.nullcontext()


def _runs_own_code(value):
    """Whether an object is of a class of the user's own, or holds such an object or function as a parameter."""
    held = [value]
    if hasattr(value, "get_params"):
        try:
            held += value.get_params(deep=True).values()
        except Exception:
            # What can't tell its parameters is asked no further.
            pass
    homes = [getattr(item, "__module__", None) for item in held]
    return any(isinstance(home, str) and (home == "__main__" or home in _project) for home in homes)


#: The seed of what predicting and transforming draw: the same rows get the same values, whenever they come.
_SEED_OF_USE = 0

#: Held while modules' generators are a fit's or a cell's own.
_drawing = _thread.RLock()


def _fit(made, table, target, weights):
    frame = table.to_pandas() if _has("pandas") else table.to_numpy()
    given = _training_arguments(made, made.fit, _documents(made, frame), target)
    label = None if weights is None else _weights_label(made)
    made.fit(*given, **({label: weights} if label else {}))
    return made


def transform(fitted, table):
    """The columns that a fitted transformer gives, with names."""
    frame = table.to_pandas()
    _take_settings()
    with _draws_alone(fitted), _own_draws(fitted, _SEED_OF_USE):
        given = fitted.transform(_documents(fitted, frame))
    return _named_columns(fitted, given, frame)


def _named_columns(fitted, given, frame):
    """What a transformer made of a frame, with names."""
    if given is None:
        raise TypeError("transform of %s gives None: is its 'return' missing?" % type(fitted).__name__)
    if hasattr(given, "toarray"):
        given = given.toarray()
    if type(given).__module__.partition(".")[0] in ("pandas", "polars"):
        return given
    import numpy

    given = numpy.asarray(given)
    if given.ndim == 1:
        given = given.reshape(-1, 1)
    names = None
    if hasattr(fitted, "get_feature_names_out"):
        try:
            names = [str(name) for name in fitted.get_feature_names_out(list(frame.columns))]
        except Exception:
            names = None
    if names is None or len(names) != given.shape[1]:
        names = (list(frame.columns) if given.shape[1] == frame.shape[1]
                 else ["x%d" % i for i in range(given.shape[1])])
    return {name: given[:, i] for i, name in enumerate(names)}


def predict(fitted, table, classes):
    """Numbers, row by row: values, or the probability of each class in the order given."""
    _take_settings()
    with _draws_alone(fitted), _own_draws(fitted, _SEED_OF_USE):
        return _predict(fitted, table.to_pandas(), classes)


def _is_classifier(value):
    """Whether an object says of itself, as scikit-learn's do, that it tells classes."""
    if not _has("sklearn"):
        return False
    from sklearn.base import is_classifier

    try:
        return is_classifier(value)
    except Exception:
        # No estimator of scikit-learn's.
        return False


def _predict(fitted, frame, classes):
    import numpy

    name = type(fitted).__name__
    if classes is None:
        given = numpy.asarray(fitted.predict(frame), dtype="<f8").reshape(-1)
        if len(given) != len(frame):
            raise ValueError("predict of %s gives %d numbers for %d rows" % (name, len(given), len(frame)))
        return given
    if not hasattr(fitted, "classes_") and not _is_classifier(fitted):
        raise TypeError("%s has no classes_: it is no classifier, and the target has classes" % name)
    # It was taught numbers of classes.
    known = [int(item) for item in getattr(fitted, "classes_", range(classes))]
    if hasattr(fitted, "predict_proba"):
        given = numpy.asarray(fitted.predict_proba(frame), dtype="<f8")
        if given.shape != (len(frame), len(known)):
            raise ValueError("predict_proba of %s gives %s numbers, not one for each of %d rows and %d classes"
                             % (name, "×".join(map(str, given.shape)), len(frame), len(known)))
        if len(frame) and not (given.min() >= -1e-6 and given.max() <= 1 + 1e-6
                               and numpy.allclose(given.sum(axis=1), 1, atol=1e-3)):
            raise ValueError("predict_proba of %s gives no probabilities: they are 0 to 1 and sum to 1" % name)
        given = given.clip(0, 1)
    else:
        decided = numpy.asarray(fitted.predict(frame)).astype(int)
        given = numpy.zeros((len(frame), len(known)))
        given[numpy.arange(len(frame)), [known.index(item) for item in decided]] = 1
    whole = numpy.zeros((classes, len(frame)))
    for place, label in enumerate(known):
        whole[label] = given[:, place]
    return numpy.ascontiguousarray((whole[1:] if classes == 2 else whole).reshape(-1))


def pickled(value):
    import pickle

    return pickle.dumps(value, protocol=4).hex()


def unpickled(text):
    import pickle

    return pickle.loads(bytes.fromhex(text))
