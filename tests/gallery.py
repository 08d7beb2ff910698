"""Draw the pictures that the README shows into tests/gallery. Look at them when they have changed.

python tests/gallery.py
"""

import shlex
import sys
from pathlib import Path

from conftest import run

FOLDER = Path(__file__).parent / "gallery"
PICTURES = {  # the name of each, what it shows, and the command without the file
    "compared": (
        "Schedules side by side",
        "lrcli plot cosine wsd one_cycle 'step(0.1, every=30)' --lr 0.1 --epochs 100 --size 4x2.6in",
    ),
    "sweep": (
        "A sweep, in the order of its values",
        "lrcli plot wsd --sweep cooldown=10%:60%:10% --lr 3e-4 --steps 20k --size 4x2.6in",
    ),
    "layers": (
        "Layer-wise decay",
        "lrcli plot cosine --warmup 5 --layer-decay 0.75 --layers 24 --log --size 4x2.6in",
    ),
    "momentum": (
        "What a scheduler drives along",
        "lrcli plot 'torch.OneCycleLR(max_lr=0.1, total_steps=300)' --momentum --style dark --size 4x2.6in",
    ),
    "warmup": (
        "The first steps of a long run, in serif letters",
        "lrcli plot 'warmup(cosine, 2k)' 'inverse_sqrt(warmup=1k)' --lr 3e-4 --steps 500k --xlim 0,5k --font serif --size 4x2.6in",
    ),
    "difference": (
        "Two schedules and their difference",
        "lrcli diff 'cosine(0.1)' 'polynomial(0.1, power=2)' --plot --size 4x2.6in",
    ),
}


def drawn(command, path):
    """Draw one picture."""
    Path(path).unlink(missing_ok=True)
    done = run(*shlex.split(command)[1:], "-o", path)
    if not Path(path).exists():
        sys.exit(done.stderr)


def section():
    """The section of the README that shows them."""
    parts = ["### Pictures\n"]
    for name, (title, command) in PICTURES.items():
        parts.append(f"{title}: `{command} -o {name}.svg`\n\n![{title}](tests/gallery/{name}.svg)\n")
    return "\n".join(parts)


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, (_, command) in PICTURES.items():
        drawn(command, FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
