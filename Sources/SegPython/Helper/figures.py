"""Figures of matplotlib, as pictures."""

#: Pictures of a worker process that are shown when its call has ended.
_shown = []


def _load_plots():
    try:
        importlib.import_module("matplotlib.pyplot")
    except ImportError:
        # The code that wants it says so.
        pass


def _keep_shown():
    """Lets `plt.show()` show the figures that are open where it stands, and close them, as notebooks do."""
    plt = sys.modules.get("matplotlib.pyplot")
    present = getattr(plt, "show", None)
    if present is None or getattr(present, "is_kept", False):
        return

    def show(*arguments, **options):
        try:
            for number in plt.get_fignums():
                _show_figure(plt.figure(number))
        finally:
            # One that can't be drawn is not tried once more at the cell's end.
            plt.close("all")

    show.is_kept = True
    plt.show = show


def _show_figure(figure):
    picture = _picture(_drawn(figure))
    if "_native" in globals():
        _native.show(Displayed(Shown(repr(figure), "", picture)))
    else:
        _shown.append(picture)


def pictures():
    """Figures of matplotlib that are open, as PNG; they are closed."""
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is None:
        return []
    found = _taken_pictures()
    for number in plt.get_fignums():
        try:
            found.append(_picture(_drawn(plt.figure(number))))
        except Exception as problem:
            print("figure %d can't be drawn: %s: %s" % (number, type(problem).__name__, problem), file=sys.stderr)
    plt.close("all")
    return found


def _taken_pictures():
    found = list(_shown)
    _shown.clear()
    return found


def _drawn(figure):
    memory = io.BytesIO()
    figure.savefig(memory, format="png", dpi=110, bbox_inches="tight")
    return memory.getvalue()


#: The widest small picture, in pixels; a terminal shows one pixel a cell across and two down.
_SMALL = 160


def _picture(png):
    """(PNG, width, height, colours): the bytes and a small copy for the terminal, in hexadecimal."""
    try:
        return [png.hex(), *_small(png)]
    except Exception:
        # Without a reader of PNG the report alone shows it.
        return [png.hex(), 0, 0, ""]


def _small(png):
    import numpy
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(png))
    if pixels.ndim == 2:
        pixels = numpy.repeat(pixels[:, :, None], 3, axis=2)
    if pixels.shape[2] == 4:
        # What is transparent stands on white, as on a page.
        pixels = pixels[:, :, :3] * pixels[:, :, 3:] + (1 - pixels[:, :, 3:])
    width = min(_SMALL, pixels.shape[1])
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    rows = numpy.add.reduceat(pixels, numpy.arange(height) * pixels.shape[0] // height, axis=0)
    cells = numpy.add.reduceat(rows, numpy.arange(width) * pixels.shape[1] // width, axis=1)
    areas = numpy.add.reduceat(
        numpy.add.reduceat(numpy.ones(pixels.shape[:2]), numpy.arange(height) * pixels.shape[0] // height, axis=0),
        numpy.arange(width) * pixels.shape[1] // width, axis=1)
    small = (cells / areas[:, :, None] * 255).clip(0, 255).round().astype("u1")
    return width, height, small.tobytes().hex()
