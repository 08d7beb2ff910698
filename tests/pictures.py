"""Pictures for tests: curves to draw, the files and the figures that are made of them, and the texts in those."""

from xml.etree import ElementTree as ET

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lrcli.analysis.curves import Curves
from lrcli.clock import Run
from lrcli.language.notation import parse
from lrcli.render.writers import Sheet, writer_named, writers

MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n",
    "svg": b"<?xml",
    "pdf": b"%PDF-",
    "eps": b"%!PS-Adobe-3.0 EPSF",
    "jpg": b"\xff\xd8\xff",
    "webp": b"RIFF",
}
KINDS = [writer.name for writer in writers("plot") if writer.name != "chart"]
EPOCHS = Run(epochs=100)
TWO = ("linear(0, 0.1, 5) >> cosine(0.1)", "step(0.1, every=30)")


def bounds_of(font):
    """The bounds of all letters as the font tells them: for an EPS matplotlib draws each of them, two seconds a font."""
    told = font["head"]
    return told.xMin, told.yMin, told.xMax, told.yMax


def curves(*specs, run=EPOCHS, labels=None):
    return Curves([(label, parse(spec)) for label, spec in zip(labels or [""] * len(specs), specs, strict=True)], run)


def written(kind, found, **asked):
    """The content of a file."""
    if kind == "eps":
        from matplotlib.backends import backend_ps

        backend_ps._bounds = bounds_of
    return b"".join(writer_named(kind).write(found, Sheet(asked=asked)))


def figure(drawing):
    with drawing.settings():
        made = drawing.draw(Figure())
        FigureCanvasAgg(made).draw()
    return made


def texts(svg):
    root = ET.fromstring(svg)
    return ["".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")]
