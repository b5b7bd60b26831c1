"""The forms in which functions expect tables and columns, and calls of them."""

# By name, since tables in a worker process have methods of their own.
_FORMS = {
    "pandas": lambda table: _with_texts(table.to_pandas()),
    "polars": _polars_frame,
    "pyarrow": lambda table: _with_plain_texts(table.to_arrow()),
    "numpy": lambda table: table.to_numpy(),
    "matrix": lambda table: table.to_matrix(),
    "dict": lambda table: table.to_dict(),
    "segnb": lambda table: table,
    "lazy": lambda table: _polars_frame(table).lazy(),
}

#: Those that only an annotation asks for.
_NOTED_FORMS = {
    "batch": lambda table: _one_batch(table.to_arrow()),
    "chunk": lambda table: _with_plain_texts(table.to_arrow()),
    "series": lambda table: dict(_with_texts(table.to_pandas()).items()),
    "polars series": lambda table: {series.name: series for series in _polars_frame(table).get_columns()},
}

_COLUMN_FORMS = {
    "pandas": Column.to_pandas,
    "polars": lambda column: _polars_frame(column.table).to_series(0),
    "pyarrow": lambda column: _with_plain_texts(column.table.to_arrow()).column(0),
    "numpy": lambda column: column.table._array(0),
    "matrix": lambda column: column.table._array(0),
    "batch": lambda column: _COLUMN_FORMS["chunk"](column),
    "chunk": lambda column: _one_chunk(_COLUMN_FORMS["pyarrow"](column)),
}


def _one_batch(table):
    table = _with_plain_texts(table).combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else importlib.import_module("pyarrow").RecordBatch.from_pylist([], schema=table.schema)


def _one_chunk(column):
    column = column.combine_chunks()
    # Older versions keep the one chunk in its list.
    return column.chunk(0) if hasattr(column, "num_chunks") and column.num_chunks == 1 else column


def _form_of_text(text):
    """The form of table that an annotation or a module's name speaks of; None for another."""
    for part in _alternatives(text):
        form = _form_of_part(part)
        if form is not None:
            return form
    return None


def _alternatives(text):
    """The parts of `A | B`, `Optional[A]` and `Union[A, B]`; another annotation is one."""
    text = text.strip()
    head, bracket, rest = text.partition("[")
    if bracket and head.rpartition(".")[2] in ("Optional", "Union", "Annotated") and rest.endswith("]"):
        return [part for inner in _split(rest[:-1], ",") for part in _alternatives(inner)]
    parts = _split(text, "|")
    return [text] if len(parts) == 1 else [part for inner in parts for part in _alternatives(inner)]


def _split(text, separator):
    """The parts of a text between separators that stand in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "[(") - (character in "])")
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _form_of_part(text):
    head = text.partition("[")[0]
    last = head.rpartition(".")[2]
    if last == "LazyFrame":
        return "lazy"
    if last == "RecordBatch":
        return "batch"
    if last == "Array" and ("pyarrow" in head or head.startswith("pa.")):
        return "chunk"
    if last in ("dict", "Dict", "Mapping"):
        # Of what the annotation says of the values: `dict[str, np.ndarray]`.
        return _FORMS_OF_VALUES.get(_form_of_text((_split(text.partition("[")[2].rpartition("]")[0], ",") + [""])[1]), "dict")
    if "polars" in text or text.startswith("pl."):
        return "polars"
    if "pandas" in text or text.startswith("pd.") or text == "DataFrame":
        return "pandas"
    if "pyarrow" in text or text.startswith("pa."):
        return "pyarrow"
    if "numpy" in head or "ndarray" in text or text.startswith("np."):
        return "numpy"
    return None


#: Dictionaries of columns, by the form of their values.
_FORMS_OF_VALUES = {"numpy": "numpy", "pandas": "series", "polars": "polars series"}


def _annotation(callable_, position):
    """The text of what a parameter is annotated with; empty where it isn't."""
    try:
        parameters = list(inspect.signature(callable_).parameters.values())
    except (TypeError, ValueError):
        return ""
    if isinstance(position, int):
        plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        parameter = plain[position] if position < len(plain) else next((p for p in parameters if p.kind is p.VAR_POSITIONAL), None)
    else:
        parameter = next((p for p in parameters if p.name == position), None) or next(
            (p for p in parameters if p.kind is p.VAR_KEYWORD), None)
    if parameter is None or parameter.annotation is inspect.Parameter.empty:
        return ""
    note = parameter.annotation
    if isinstance(note, str):
        # What the names in it are, only its module knows.
        try:
            note = eval(note, getattr(inspect.unwrap(callable_), "__globals__", {}))
        except Exception:
            pass
    text = note if isinstance(note, str) else (
        getattr(note, "__module__", "") + "." + getattr(note, "__qualname__", str(note))
        # Before Python 3.11 dict[str, int] is a type too.
        if isinstance(note, type) and not isinstance(note, types.GenericAlias) else str(note))
    return text.replace("builtins.", "")


def _is_array_note(text):
    return "ndarray" in text.lower() and not any(word in text.lower() for word in ("dict", "list", "mapping"))


def _is_list_note(text):
    return any(part.partition("[")[0].rpartition(".")[2].lower() in ("list", "sequence", "iterable") for part in _alternatives(text))


def _imported(names):
    """The form that the modules among some globals suggest, or what was taken out of such modules."""
    found = {value.__name__.partition(".")[0] for value in names.values()
             if isinstance(value, types.ModuleType)}
    taken = {_home_of(value) for value in names.values()}
    for known in (found, taken):
        for form in ("pandas", "polars", "pyarrow", "numpy"):
            if form in known:
                return form
    return None


def _home_of(value):
    """The package that a function or class, or the class of an object, is of."""
    try:
        home = value.__module__ if isinstance(value, (type, types.FunctionType)) else type(value).__module__
    except Exception:
        return ""
    return home.partition(".")[0] if isinstance(home, str) else ""


def _usual():
    for form in ("pandas", "polars", "pyarrow", "numpy"):
        if _has(form):
            return form
    return "dict"


def _forms(callable_, position, told, is_within=False):
    """(form of a table, form of a column, whether it says so) that a function expects for an argument.

    is_within: whether they lie within a list or dictionary, of which the annotation speaks.
    """
    if told:
        if told not in _FORMS:
            raise ValueError("as: is one of " + ", ".join(_FORMS))
        return told, told, True
    function = inspect.unwrap(callable_) if callable(callable_) else callable_
    owner = getattr(function, "__self__", None)
    function = getattr(function, "__func__", function)
    note = _annotation(callable_, position)
    form = "matrix" if _is_array_note(note) else _form_of_text(note)
    if is_within and form == "dict":
        form = None
    is_said = form is not None or _is_list_note(note)
    if form is None:
        form = _form_at_home(function, owner)
    return form or _usual(), None if _is_list_note(note) else form, is_said


#: Packages that are of a form of their own.
_FORMS_OF_PACKAGES = {"polars": "polars", "pyarrow": "pyarrow", "numpy": "matrix", "scipy": "matrix"}


def _form_at_home(function, owner):
    """The form that a function works with by what its module imports, one of a class's by that of the class; None where that is
    unknown.

    Code of packages, such as scikit-learn's, imports what it is made of: it takes frames, as scripts give them to it.
    """
    if isinstance(owner, types.ModuleType):
        owner = None
    home = getattr(function, "__module__", None) if owner is None else (owner if isinstance(owner, type) else type(owner)).__module__
    home = home or ""
    module = sys.modules.get(home)
    imported = _imported(vars(module)) if module else None
    if home != "__main__" and home not in _project:
        return _FORMS_OF_PACKAGES.get(home.partition(".")[0]) or imported and _usual()
    if hasattr(owner, "fit"):
        return _usual()
    return owner is None and _imported(getattr(function, "__globals__", {})) or imported


def _given(value, form, column_form=None, imports=None):
    """A value with its tables in one form, and columns in another: a list where there is none.

    imports: the modules that the asking code imports; then what comes from Python is as it was there.
    """
    if imports is not None and isinstance(value, (Table, Column)):
        before = restored(value, imports)
        if before is not None:
            return before
    if isinstance(value, Table):
        return (_FORMS.get(form) or _NOTED_FORMS[form])(value)
    if isinstance(value, Column):
        return _COLUMN_FORMS.get(column_form, Column.to_list)(value)
    if type(value) in (types.FunctionType, type):
        return current(value)
    if isinstance(value, list):
        return [_given(item, form, column_form, imports) for item in value]
    if isinstance(value, dict):
        return {key: _given(item, form, column_form, imports) for key, item in value.items()}
    return value


def _given_back(result):
    """What a function over columns by name gave: such columns again, or anything else."""
    if type(result) is not dict or not result:
        return result
    if not all(isinstance(name, str) for name in result):
        return result
    if not all(_is_array(values) or _is_plain_list(values) for values in result.values()):
        return result
    return Columns(result) if len({len(values) for values in result.values()}) == 1 else result


def _is_plain_list(values):
    """Whether a list may be a column: its values are of one kind."""
    if type(values) not in (list, tuple):
        return False
    kinds = {type(item) for item in values} - {type(None)}
    if any(issubclass(kind, (list, tuple, dict)) for kind in kinds):
        return False
    return len({"number" if issubclass(kind, (int, float)) and kind is not bool else kind for kind in kinds}) <= 1


def call(callable_, arguments, labelled, told):
    """Calls with tables and columns in the form that the function expects."""
    kinds = (Table, Column, list, dict)
    takes_columns = False
    sizes = set()
    tables = []

    def given(value, position):
        nonlocal takes_columns
        if not isinstance(value, kinds):
            return value
        form, column_form, is_said = _forms(callable_, position, told, isinstance(value, (list, dict)))
        if not is_said and was_array(value):
            return restored(value, set())
        if isinstance(value, (Table, Column)):
            sizes.add(row_count(value))
        if isinstance(value, Table):
            tables.append(value)
        takes_columns = takes_columns or isinstance(value, Table) and form in ("dict", *_FORMS_OF_VALUES.values())
        return _given(value, form, column_form)

    callable_ = current(callable_)
    arguments = [given(value, position) for position, value in enumerate(arguments)]
    labelled = {label: given(value, label) for label, value in labelled.items()}
    _keep_shown()
    _take_settings()
    try:
        result = callable_(*arguments, **labelled)
    finally:
        _keep_settings()
    return labelled_series(_typed_as_given(_given_back(result) if takes_columns else result, tables), sizes, tables)


def _typed_as_given(result, tables):
    """A frame or columns by name whose columns without any value, and of no type by themselves, are of the type that the column of
    their name had on the way in: a part without rows would come back as another kind of table.
    """
    is_frame = type(result).__name__ == "DataFrame" and type(result).__module__.partition(".")[0] == "pandas"
    if not tables or not (is_frame or type(result) is Columns) or not _has("pyarrow"):
        return result
    untyped = {name: len(values) for name, values in result.items() if _is_untyped(values)}
    if not untyped:
        return result
    import pyarrow

    made = {}
    for schema in [_with_plain_texts(table.to_arrow()).schema for table in tables]:
        for name in untyped:
            place = schema.get_field_index(name) if isinstance(name, str) else -1
            if place >= 0 and name not in made:
                made[name] = pyarrow.nulls(untyped[name], schema.field(place).type)
    if is_frame:
        import pandas

        return result.assign(**{
            name: pandas.Series(values, dtype=pandas.ArrowDtype(values.type), index=result.index) for name, values in made.items()})
    return pyarrow.table({
        name: made[name] if name in made else pyarrow.array(values, from_pandas=True) for name, values in result.items()}) if made else result


def _is_untyped(values):
    """Whether nothing tells of what type a column is: it has no values, nor a type of its own."""
    kind = getattr(values, "dtype", None)
    return (kind is None or str(kind) == "object") and all(_is_missing(item) for item in values)
