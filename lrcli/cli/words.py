"""Words to schedules: the positional words, the flags of the first family, the modifiers and the run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lrcli.analysis.curves import Curves
from lrcli.analysis.length import run_for
from lrcli.analysis.variants import WrongArgument, accelerate_steps, accelerated, for_batch, layered, swept
from lrcli.batch import Batch, scaling
from lrcli.catalogue import family
from lrcli.cli.errors import StreamFault, UsageFault
from lrcli.cli.flags import modifiers
from lrcli.cli.meaning import bare, own_modifiers, settings
from lrcli.cli.output import say
from lrcli.cli.rates import flag_of, lacking, main_rate, tell_of_rate
from lrcli.clock import Duration
from lrcli.language.flags import literal, read_field
from lrcli.language.notation import parse, parse_lines, split_label
from lrcli.progress import progress
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import INPUT, WARNING

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli.analysis.variants import Named
    from lrcli.cli.verb import Call
    from lrcli.clock import Run
    from lrcli.language.rates import MainRate
    from lrcli.schedules.schedule import Schedule

SLOWER = "make it that many times as long, or --split-batches"


def curves(call: Call) -> Curves:
    """The schedules of a call on its run. Warnings go to stderr; what is wrong is a ValueError or a UsageFault."""
    placed = silent_curves(call)
    tell(placed, WARNING, INPUT)
    if call.on("momentum"):
        placed.below = placed.driven("momentum")
    return placed


def tell(placed: Curves, *levels: str) -> None:
    """Say on stderr what there is to know of curves, each remark once."""
    remarks = (remark for curve in placed.curves for remark in curve.remarks(placed.rows))
    for text in sorted({remark.text for remark in remarks if remark.level in levels}):
        say(f"lrcli: {text}")


def columns(call: Call) -> Curves:
    """The same with the momenta beside the rates, where --momentum asks for them."""
    return with_momentum(call, curves(call))


def with_momentum(call: Call, rates: Curves) -> Curves:
    """Curves with their momenta beside them, where --momentum asks for them."""
    return rates.beside(rates.below) if rates.below and call.on("momentum") else rates


def silent_curves(call: Call) -> Curves:
    """The schedules of a call on its run; nothing is said of them."""
    named = stepped_by(call, in_layers(call, scaled(call, schedules(call))))
    try:
        placed = Curves(named, run(call, [schedule for _, schedule in named]))
    except FieldError as error:
        if error.cause == "missing":
            raise UsageFault(lacking(call, family(error.family), error.fields)) from None
        raise UsageFault(in_flags(error) if "warmup" in call.given else str(error)) from None
    placed.watch = progress()
    return placed


def schedules(call: Call) -> list[Named]:
    """Labels and schedules with what modifiers add to them, in the order of the words."""
    if not call.words:
        raise UsageFault("name a schedule, such as cosine or 'step(0.1, every=30)'; lrcli list shows what there is")
    rate = main_rate(call)
    named: list[Named] = []
    for index, word in enumerate(call.words):
        named += of_word(call, word, rate, swept=index == 0)
    if not named:
        raise UsageFault("there is no schedule in what was read")
    if call.given.get("sweep") and call.kind is None:
        raise UsageFault("--sweep needs a family named by itself first, as in: lrcli plot cosine --sweep final=0,1e-3")
    if rate is not None:
        tell_of_rate(rate, [schedule for _, schedule in named])
    return named


def of_word(call: Call, word: str, rate: MainRate | None, swept: bool) -> list[Named]:
    """The schedules of one word; those of a bare family as its fields' flags say, of the first also as --sweep does."""
    label, text = split_label(word)
    kind = bare(word)
    if word == "-":
        read = parse_lines(_stdin().splitlines(), "standard input", rate)
    elif word.startswith("@"):
        read = parse_lines(_file(word[1:]).splitlines(), word[1:], rate)
    elif kind is None:
        read = [(label, parse(text, rate))]
    else:
        own = own_modifiers(kind, settings(kind, call.fields))
        read = sweep(call, label) if swept else [(label, configured(call, kind, {}))]
        if rate is not None:
            rate.count(kind)
        return [(label, modified(call, schedule, own)) for label, schedule in read]
    return [(label, modified(call, schedule)) for label, schedule in read]


def sweep(call: Call, label: str) -> list[Named]:
    """The first word's family as its flags say, once for each combination of the values that --sweep gives."""
    kind = call.kind
    if kind is None:
        raise TypeError("only a bare family is configured by flags")
    axes = [sweep_axis(call, text) for text in call.given.get("sweep") or []]
    fields = [field for field, _ in axes]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice:
        raise UsageFault(f"--sweep {twice} is given twice: give all its values at once")
    try:
        return swept(label, lambda **changes: configured(call, kind, changes), dict(axes))
    except WrongArgument as error:
        raise UsageFault(f"--sweep {error.reason}") from None


def sweep_axis(call: Call, text: str) -> tuple[str, list[str]]:
    """The field and the values of one --sweep."""
    name, equals, values = text.partition("=")
    kind = call.kind
    field = kind.field_named(name.strip().replace("-", "_")) if kind and equals else None
    if kind is None or field is None:
        known = f"; {kind.family} has {', '.join(kind.fields)}" if kind else ""
        raise UsageFault(f"--sweep {text}: write FIELD=A,B,...{known}")
    if (set_by := settings(kind, call.fields).get(field)) is not None:
        raise UsageFault(f"--sweep {name} and {set_by.typed.flag} both set {field}: choose one")
    if kind.fields[field].kind.is_list:
        raise UsageFault(f"--sweep {name}: it is a list, with commas of its own; name the schedules one by one")
    listed = [value.strip() for value in values.split(",") if value.strip()]
    if not listed:
        raise UsageFault(f"--sweep {text}: give it values, as in --sweep {name}=A,B,...")
    return field, listed


def configured(call: Call, kind: type[Schedule], changes: dict[str, str]) -> Schedule:
    """A bare family with the fields that flags gave, and those of a sweep."""
    given = settings(kind, call.fields)
    texts = {name: each.value for name, each in given.items()} | changes
    typed = {name: each.typed.flag for name, each in given.items()}
    typed |= {name: f"--sweep {name}={value}" for name, value in changes.items()}
    values = {}
    for name, text in texts.items():
        try:
            values[name] = read_field(kind.fields[name], text) if isinstance(text, str) else text
        except ValueError as error:
            raise UsageFault(f"{typed[name]}: {error}") from None
    try:
        return kind(**values)
    except FieldError as error:
        if error.cause == "missing":
            run = ("steps_per_epoch",) if call.given.get("samples") else ()
            raise UsageFault(lacking(call, kind, kind.wanted({*values, *call.given, *run}))) from None
        raise UsageFault(f"{typed.get(error.field, flag_of(error.field))}: {error.of_field}") from None


def scaled(call: Call, named: list[Named]) -> list[Named]:
    """The schedules with the LR that --scale-from-batch asks for."""
    reference = whole_number(call, "scale_from_batch")
    if reference is None:
        if call.text("rule"):
            raise UsageFault("--rule says how --scale-from-batch scales: give that too")
        return named
    given = batch(call, samples=1)
    if given is None:
        raise UsageFault("--scale-from-batch needs --batch-size, the samples in a batch on one device")
    samples, rule = given.effective, call.text("rule") or "linear"
    factor = scaling(samples, reference, rule)
    say(f"lrcli: LR times {factor:g}: {samples} samples an update, tuned at {reference} ({rule} rule)")
    return for_batch(named, samples, reference, rule)


def stepped_by(call: Call, named: list[Named]) -> list[Named]:
    """The schedules as accelerate steps them, when --stepper says so."""
    times = steps_an_update(call)
    if times > 1:
        say(f"lrcli: accelerate steps the scheduler {times} times an update, once for each device: {SLOWER}")
    return accelerated(named, times)


def steps_an_update(call: Call) -> int:
    """How often the scheduler is stepped at each update, as --stepper says."""
    if call.text("stepper") != "accelerate":
        if call.on("split_batches"):
            raise UsageFault("--split-batches is of accelerate: give --stepper accelerate too")
        return 1
    devices = whole_number(call, "devices")
    if devices is None:
        raise UsageFault("--stepper accelerate needs --devices: it steps the scheduler once for each of them")
    return accelerate_steps(devices, call.on("split_batches"))


def in_layers(call: Call, named: list[Named]) -> list[Named]:
    """A schedule for each layer, when --layer-decay is given."""
    text, layers = call.text("layer_decay"), whole_number(call, "layers")
    if (text is None) != (layers is None):
        raise UsageFault(
            "--layer-decay and --layers go together: the factor from layer to layer, and how many there are"
        )
    if text is None or layers is None:
        return named
    try:
        return layered(named, literal(text), layers)
    except WrongArgument as error:
        typed = {"decay": f"--layer-decay {text}", "layers": f"--layers {layers}"}[error.argument]
        raise UsageFault(f"{typed}: {error.reason}") from None


def batch(call: Call, samples: int | None = None) -> Batch | None:
    """What the batch flags say; None when none was given. `samples` stands in where their number does not matter."""
    total = samples if (given := whole_number(call, "samples")) is None else given
    size = whole_number(call, "batch_size")
    if total is None or size is None:
        names = [
            name for name in ("samples", "batch_size", "accumulate", "devices", "drop_last") if call.given.get(name)
        ]
        if call.text("stepper"):  # it asks for the devices alone
            names = [name for name in names if name != "devices"]
        if names and (given is not None or not call.given.get("scale_from_batch")):
            missing = "--batch-size" if total is not None else "--samples"
            raise UsageFault(f"--{names[0].replace('_', '-')} needs {missing}, to tell the steps in an epoch")
        return None
    result = Batch(
        total, size, whole_number(call, "accumulate") or 1, whole_number(call, "devices") or 1, call.on("drop_last")
    )
    if given is not None and not result.updates:
        raise UsageFault(f"--drop-last leaves no batch of {size} in {result.share} samples")
    return result


def whole_number(call: Call, name: str) -> int | None:
    """A flag's whole number, 1 or more; 1e5 and 100k are read too."""
    text = call.text(name)
    if text is None:
        return None
    try:
        number = Duration(text)
    except ValueError:
        number = None
    if number is None or number.unit or not number.number or number.number % 1:
        raise UsageFault(f"--{name.replace('_', '-')} {text}: give a whole number of 1 or more")
    return int(number.number)


def modified(call: Call, schedule: Schedule, without: Collection[str] = ()) -> Schedule:
    """The schedule with what the modifier flags add to it, but for the modifiers that it does without."""
    for modifier in modifiers():
        if modifier.kind.family in without:
            continue
        values = {}
        for name, flag in modifier.flags.items():
            text = call.text(flag.key)
            if text is None or flag not in call.flags:
                continue
            try:
                values[name] = read_field(modifier.kind.fields[name], text)
            except ValueError as error:
                raise UsageFault(f"--{flag.name}: {error}") from None
        placed = [place for place in ("before", "over") if call.on(f"warmup_{place}")]
        if modifier.switch_on not in values:
            if values or (placed and "place" in modifier.kind.fields):
                flag = modifier.flags[next(iter(values), modifier.switch_on)]
                raise UsageFault(f"--{flag.name if values else 'warmup-' + placed[0]} needs --warmup, the length of it")
            continue
        if len(placed) > 1:
            raise UsageFault("--warmup-before and --warmup-over exclude one another: choose one")
        if placed and "place" in modifier.kind.fields:
            values["place"] = placed[0]
        try:
            schedule = modifier.kind(body=schedule, **values)
        except FieldError as error:
            raise UsageFault(in_flags(error)) from None
    return schedule


def in_flags(error: FieldError) -> str:
    """What is wrong with a modifier's field, with the name of the flag that sets it."""
    for modifier in modifiers():
        flag = modifier.flags.get(error.field)
        if flag and error.family == modifier.kind.family:
            return f"--{flag.name}: {error.of_field}"
    return str(error)


def run(call: Call, written: list[Schedule]) -> Run:
    """The run that the flags tell of; without a length the one that shows the schedules best."""
    per_epoch = call.text("steps_per_epoch")
    given = batch(call)
    if given is not None:
        if per_epoch is not None:
            raise UsageFault("--steps-per-epoch and --samples both tell the steps in an epoch: choose one")
        per_epoch = str(given.updates)
    return run_for(written, call.text("epochs"), call.text("steps"), per_epoch, call.text("update") or "step")


def _stdin() -> str:
    if sys.stdin is None:
        raise StreamFault("cannot read standard input: it is closed")
    if sys.stdin.isatty():
        raise UsageFault("- reads schedules from a pipe, one a line, and standard input is a terminal")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except OSError as error:
        raise StreamFault(f"cannot read standard input: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StreamFault("cannot read standard input: it is not UTF-8 text") from None


def _file(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as error:
        raise StreamFault(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StreamFault(f"cannot read {path}: it is not UTF-8 text") from None
