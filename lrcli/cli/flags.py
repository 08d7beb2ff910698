"""Flags: what each is called, takes and means. Those that every verb shares, and those that a family's fields give."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple

if TYPE_CHECKING:
    from lrcli.schedules.declare import Field
    from lrcli.schedules.schedule import Schedule

RUN_PANEL = "The run"
MODIFIER_PANEL = "Added to every schedule"
BATCH_PANEL = "The batch"
LAYER_PANEL = "Several at once"
OUTPUT_PANEL = "Output"


class Flag(NamedTuple):
    """One flag of the command line. Values arrive as text and are read by whoever uses them."""

    name: str  # without dashes: steps-per-epoch
    help: str
    panel: str = OUTPUT_PANEL
    metavar: str = "TEXT"
    short: str = ""
    synonyms: tuple[str, ...] = ()
    switch: bool = False
    negation: str = ""  # of a switch: the flag that says no
    repeat: bool = False
    choices: tuple[str, ...] = ()
    files: bool = False  # takes a path
    field: str = ""  # the family's field that it sets
    modifier: str = ""  # the combinator that it is a flag of

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")

    @property
    def spellings(self) -> list[str]:
        """Every way to type it, the usual one first."""
        return [*(f"--{word}" for word in (self.name, *self.synonyms)), *([f"-{self.short}"] if self.short else [])]

    @property
    def words(self) -> set[str]:
        """Everything on a command line that is this flag."""
        return {*self.spellings, *([f"--{self.negation}"] if self.negation else [])}


RUN_FLAGS = (
    Flag("epochs", "Length of the run in epochs.  [default: 100, or what shows the schedule]", RUN_PANEL, "N"),
    Flag("steps", "Length of the run in optimizer steps; bare durations are then steps.", RUN_PANEL, "N"),
    Flag(
        "tokens",
        "Length of the run in tokens, such as 300B: --seq-len and --batch-size tell how many steps that is.",
        RUN_PANEL,
        "N",
    ),
    Flag("steps-per-epoch", "Steps in an epoch: rows become steps.", RUN_PANEL, "K"),
    Flag(
        "update",
        "The LR moves every step, or is held within each epoch.  [default: step]",
        RUN_PANEL,
        "step|epoch",
        choices=("step", "epoch"),
    ),
)

BATCH_FLAGS = (
    Flag("samples", "Samples in the training set: with --batch-size they give the steps per epoch.", BATCH_PANEL, "N"),
    Flag("batch-size", "Samples in a batch on one device.", BATCH_PANEL, "N"),
    Flag("seq-len", "Tokens in a sample.", BATCH_PANEL, "N"),
    Flag(
        "batch-ramp",
        "The samples of a step grow: from, to, by, while so many samples or tokens are seen (256:1024:256:10Btok).",
        BATCH_PANEL,
        "A:B:C:DURATION",
    ),
    Flag("accumulate", "Batches whose gradients make one update.  [default: 1]", BATCH_PANEL, "N"),
    Flag("devices", "Devices that share the samples.  [default: 1]", BATCH_PANEL, "N"),
    Flag("drop-last", "An incomplete batch at the end of an epoch is dropped.", BATCH_PANEL, switch=True),
)
STEPPER_FLAGS = (
    Flag(
        "stepper",
        "What steps the scheduler: accelerate does it once for each device (--devices, else one) at every update.  "
        "[default: plain]",
        BATCH_PANEL,
        "plain|accelerate",
        choices=("plain", "accelerate"),
    ),
    Flag("split-batches", "Accelerate splits batches over the devices: one step an update.", BATCH_PANEL, switch=True),
)
SCALING_FLAGS = (
    Flag("scale-from-batch", "Multiply the LR for the batch: it was tuned at N samples an update.", BATCH_PANEL, "N"),
    Flag(
        "rule",
        "How the LR grows with the batch.  [default: linear]",
        BATCH_PANEL,
        "linear|sqrt",
        choices=("linear", "sqrt"),
    ),
)
LAYER_FLAGS = (
    Flag(
        "layer-decay", "A column for each layer: layer i of n gets the LR times RATE ** (n - i).", LAYER_PANEL, "RATE"
    ),
    Flag("layers", "Number of layers.", LAYER_PANEL, "N"),
    Flag(
        "group",
        "A column for a parameter group: the LR times its factor, perhaps with a floor, warmup or field of its own: "
        "head=10 or backbone=0.1,floor=1e-5; once for each.",
        LAYER_PANEL,
        "NAME=FACTOR,...",
        repeat=True,
    ),
)
SWEEP = Flag(
    "sweep",
    "A line for each value of a field, a modifier or the run: lr=0.1:0.3:0.1, warmup=0,5%; twice for a grid.",
    LAYER_PANEL,
    "NAME=A,B,...",
    repeat=True,
)
SET = Flag(
    "set",
    "A value for what pasted code does not tell, such as 'len(loader)=391'; once for each.",
    RUN_PANEL,
    "NAME=VALUE",
    repeat=True,
)
STRICT = Flag(
    "strict",
    "What a configuration does not say, or what can be read in two ways, is an error.",
    RUN_PANEL,
    switch=True,
)
SHARED_FLAGS = (*RUN_FLAGS, *BATCH_FLAGS, *STEPPER_FLAGS, *SCALING_FLAGS, *LAYER_FLAGS, SWEEP, SET, STRICT)
"""Flags of every verb that takes schedules, beside the modifiers and the first schedule's fields."""

RUN_NAMES = {flag.name for flag in RUN_FLAGS}

LOG_PANEL = "The log"
LOG_FLAGS = (
    Flag("column", "Column, tag or key with the rates.", LOG_PANEL, "NAME"),
    Flag("run", "Which run, where the log holds several.", LOG_PANEL, "NAME"),
    Flag("position", "Column that places the rows.", LOG_PANEL, "NAME"),
    Flag("first", "The number that the log gives to the first tick.", LOG_PANEL, "N"),
)
"""Flags of a verb that takes a log in a place of its own."""

COLOR = Flag(
    "color",
    "Colours: auto asks the terminal, NO_COLOR and FORCE_COLOR.  [default: auto]",
    metavar="WHEN",
    choices=("auto", "always", "never"),
)
MOMENTUM = Flag(
    "momentum",
    "The same as --columns momentum: the momentum (Adam's beta1) that a scheduler drives as well.",
    switch=True,
)
COLUMNS = Flag(
    "columns",
    "What a scheduler drives as well, momentum or weight_decay or both: columns, or axes of their own below a plot.",
    metavar="NAME,...",
)
DRIVEN_FLAGS = (MOMENTUM, COLUMNS)
OUTPUT = Flag("output", "Write to FILE; - is standard output.", metavar="FILE", short="o", files=True)
JSON = Flag("json", "The same as JSON: on one line, on a terminal with indents.", switch=True)
QUIET = Flag("quiet", "No remarks and no warnings; errors and exit codes stay.", short="q", switch=True)
EVERYWHERE = (COLOR, QUIET)
"""Flags of every verb."""


class Modifier(NamedTuple):
    """A combinator that is a flag on every command: the field that switches it on, and the others."""

    kind: type[Schedule]
    switch_on: str
    flags: dict[str, Flag]


@cache
def modifier_flags() -> tuple[Flag, ...]:
    """The flags that change every schedule, in the order in which they apply."""
    return (
        *(flag for modifier in modifiers() for flag in modifier.flags.values()),
        Flag("warmup-before", "Put the warm-up before the schedule.", MODIFIER_PANEL, switch=True, modifier="warmup"),
        Flag("warmup-over", "Lay the warm-up over its first ticks.", MODIFIER_PANEL, switch=True, modifier="warmup"),
    )


def modifiers() -> list[Modifier]:
    """Scale, floor, warm-up: the combinators whose fields are declared as flags, in the order in which they apply."""
    from lrcli.schedules.around import Floor, Scale
    from lrcli.schedules.warmup import Warmup

    result = []
    for kind in (Scale, Floor, Warmup):
        flags = {
            name: Flag(
                field.flag,
                help_of(field),
                MODIFIER_PANEL,
                field.kind.metavar,
                choices=field.kind.choices,
                modifier=kind.family,
            )
            for name, field in kind.fields.items()
            if field.flag
        }
        result.append(Modifier(kind, next(iter(flags)), flags))
    return result


@cache
def field_flags(kind: type[Schedule]) -> tuple[Flag, ...]:
    """A family's fields as flags, but for those that bear a run flag's name, which takes their place."""
    flags = []
    for name, field in kind.fields.items():
        dashed = name.replace("_", "-")
        if dashed in RUN_NAMES or name in kind.facts:
            continue
        synonyms = [
            *(alias.replace("_", "-") for alias in field.aliases),
            *(["lr"] if name == kind.main != "lr" else []),
        ]
        helped = help_of(field)
        if name == "lr" != (rate := kind.rate_field()) and rate:
            helped += f"  Without --{rate.replace('_', '-')}, this is it."
        flags.append(
            Flag(
                dashed,
                helped,
                f"Fields of {kind.family}",
                field.kind.metavar,
                synonyms=tuple(synonyms),
                switch=field.kind.is_switch,
                negation=f"no-{dashed}" if field.kind.is_switch else "",
                choices=field.kind.choices,
                files=field.kind.is_path,
                field=name,
            )
        )
    return tuple(flags)


def help_of(field: Field) -> str:
    """A field's help with what is allowed and its default."""
    parts = [text for text in (field.kind.bounds if not field.kind.choices else "",) if text]
    if field.default_text:
        parts.append(f"default: {field.default_text}")
    if field.groups:
        parts.append("or a list, one for each parameter group")
    text = field.help[0].upper() + field.help[1:] + "."
    return f"{text}  [{'; '.join(parts)}]" if parts else text
