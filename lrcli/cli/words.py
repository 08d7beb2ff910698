"""Words to schedules: the positional words, the flags of the first family, the modifiers and the run."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from lrcli._tuples import NamedTuple
from lrcli.analysis.curves import Curves, brought_by, columns_of, with_brought
from lrcli.analysis.length import natural_run
from lrcli.analysis.variants import WrongArgument, accelerate_steps, accelerated, for_batch, layered, told_of
from lrcli.batch import scaling
from lrcli.catalogue import family, names
from lrcli.cli.asked import given_by, settle
from lrcli.cli.batches import a_step, as_planned, own_run, run, whole_number
from lrcli.cli.errors import UsageFault
from lrcli.cli.files import FROM_FILE, file_meant, lines_of_file, lines_of_input, of_file
from lrcli.cli.flags import modifiers
from lrcli.cli.formats import driven
from lrcli.cli.groups import in_groups
from lrcli.cli.jumps import tell_of_jumps
from lrcli.cli.meaning import bare, own_modifiers, settings
from lrcli.cli.ordered import Drawn, members, placed_among
from lrcli.cli.output import said_once, say
from lrcli.cli.rates import flag_of, lacking, main_rate, tell_of_rate
from lrcli.cli.sweeps import variants
from lrcli.language.errors import UnknownValues
from lrcli.language.flags import literal, read_field
from lrcli.language.notation import parse, parse_lines, split_label
from lrcli.progress import progress
from lrcli.reading.bounded import STANDARD_INPUT
from lrcli.schedules.errors import FieldError
from lrcli.schedules.marks import INPUT, WARNING

if TYPE_CHECKING:
    from collections.abc import Collection

    from lrcli.analysis.curves import Column
    from lrcli.analysis.length import Choice
    from lrcli.analysis.variants import Named
    from lrcli.cli.verb import Call
    from lrcli.clock import Run
    from lrcli.language.given import Given
    from lrcli.schedules.schedule import Schedule

SLOWER = "make it that many times as long, or --split-batches"


def curves(call: Call, choose: Choice = natural_run) -> Curves:
    """The schedules of a call, each on its run. Warnings go to stderr; what is wrong is a ValueError or a UsageFault.

    `choose` is asked for the run where no length is given.
    """
    placed = silent_curves(call, choose)
    tell(placed, WARNING, INPUT)
    if asked := driven(call):
        placed.below = [placed.driven(of) for of in asked]
    elif len(placed.columns) > 1 and (brought := brought_by(placed, placed.columns)):
        placed.below = [placed.only(brought)]
    return placed


def tell(placed: Curves, *levels: str) -> None:
    """Say on stderr what there is to know of curves, each remark once."""
    ends = zip(placed.curves, placed.lengths, strict=True)
    remarks = (remark for curve, rows in ends for remark in curve.remarks(rows))
    told = {
        ("warning: " if remark.level == WARNING else "") + remark.text for remark in remarks if remark.level in levels
    }
    for text in sorted(told):
        say(f"lrcli: {text}")
    if WARNING in levels:
        tell_of_jumps(placed)


def columns(call: Call) -> Curves:
    """The same with what is driven beside the rates, where --columns or --momentum asks for it."""
    return with_driven(call, curves(call))


def with_driven(call: Call, rates: Curves) -> Curves:
    """Curves with what they drive beside them, where the call asks for it. ValueError when one drives none."""
    asked = driven(call)
    for column in rates.columns:
        for of in asked:
            column.driven(of, several=True)
    return rates.beside(rates.below) if asked else with_brought(rates)


def silent_curves(call: Call, choose: Choice = natural_run) -> Curves:
    """The schedules of a call, each on its run; nothing is said of them. `choose` is asked where no length is given."""
    with said_once():
        every = drawn(call, choose)
        named = in_groups(call, in_layers(call, [(each.label, each.schedule) for each in every]))
        owners = [each for each in every for _ in range(len(named) // len(every))]
        named = [stepped_by(owner.variant.call, [each])[0] for owner, each in zip(owners, named, strict=True)]
    places = members(call, every, len(named))
    columns: list[Column] = []
    runs: list[Run] = []
    for owner, each, place in zip(owners, told_of(named), places, strict=True):
        try:
            columns += placed_among(columns_of(each, owner.run), place)
        except FieldError as error:
            if error.cause == "missing":
                raise UsageFault(lacking(call, family(error.family), error.fields)) from None
            warmed = "warmup" in owner.variant.call.given
            raise owner.variant.fault(in_flags(error) if warmed else str(error)) from None
        runs += [owner.run] * (len(columns) - len(runs))
    placed = Curves(columns, runs)
    if call.on("strict"):
        refuse_assumptions(placed)
    placed.watch = None if call.on("quiet") else progress()
    return placed


class Written(NamedTuple):
    """A schedule of a call as it was written, with its label; `without` are the modifiers that are not added to it."""

    label: str
    schedule: Schedule
    without: Collection[str] = ()


def refuse_assumptions(placed: Curves) -> None:
    """UsageFault for all that was assumed as configurations were read."""
    from lrcli.analysis.files import assumptions, configurations  # for --strict alone

    if not any(any(configurations(curve)) for curve in placed.curves):
        raise UsageFault("--strict is about configurations, and there is none here")
    assumed = list(dict.fromkeys(text for curve in placed.curves for text in assumptions(curve)))
    if assumed:
        raise UsageFault(f"--strict: {'; '.join(assumed)}")


def drawn(call: Call, choose: Choice) -> list[Drawn]:
    """The schedules of a call with its modifiers; what --sweep changes once for each combination of its values."""
    every = variants(call)
    written: list[list[Written]] = []
    made: list[list[Named]] = []
    for variant in every:
        try:
            written.append(schedules(variant.call))
            modifying = [(each.label, modified(variant.call, each.schedule, each.without)) for each in written[-1]]
            made.append(scaled(variant.call, modifying))
        except UsageFault as error:
            raise (variant.fault(str(error)) if made else error) from None
    shown = [schedule for named in made for _, schedule in named]
    lines: list[list[Drawn]] = [[] for _ in made[0]]
    for variant, named in zip(every, made, strict=True):
        try:
            shared = run(variant.call, shown, choose)
        except ValueError as error:
            raise variant.fault(str(error)) from None
        for line, (label, schedule) in zip(lines, named, strict=True):
            whole = as_planned(variant.call, schedule)
            own = own_run(variant.call, whole, shared, changed=whole is not schedule)
            line.append(Drawn(label, whole, variant, own))
    return labelled(lines, list(zip(*written, strict=True))) if call.given.get("sweep") else [*chain(*lines)]


def labelled(lines: list[list[Drawn]], written: list[tuple[Written, ...]]) -> list[Drawn]:
    """What there is to draw of each schedule, with labels that say what was swept where that changes it."""
    changing = [len(line) == 1 or any(differ(each, line[0]) for each in line) for line in lines]
    result = []
    for line, changes, named in zip(lines, changing, written, strict=True):
        if not changes:
            result.append(line[0])
            continue
        first = named[0].schedule
        same = all(each.schedule == first for each in named)
        name = "" if sum(changing) == 1 else repr(first) if same else first.family
        for each in line:
            own = each.label or name
            result.append(each._replace(label=f"{own} {each.variant.told}".strip(), swept=own))
    return result


def differ(one: Drawn, other: Drawn) -> bool:
    """Whether two are not the same curve."""
    stepped = steps_an_update(one.variant.call) != steps_an_update(other.variant.call)
    return stepped or one.schedule != other.schedule or one.run != other.run


def schedules(call: Call) -> list[Written]:
    """The schedules of a call as they were written, in the order of the words."""
    if not call.words:
        raise UsageFault("name a schedule, such as cosine or 'step(0.1, every=30)'; lrcli list shows what there is")
    given, unknown = given_by(call), list[UnknownValues]()
    given.rate = main_rate(call)
    every: list[Written] = []
    for word in call.words:
        try:
            every += of_word(call, word, given)
        except UnknownValues as error:
            unknown.append(error)
    settle(given, unknown)
    if not every:
        raise UsageFault("there is no schedule in what was read")
    if given.rate is not None:
        tell_of_rate(given.rate, [each.schedule for each in every])
    return every


def of_word(call: Call, word: str, given: Given) -> list[Written]:
    """The schedules of one word; that of a bare family has the fields that flags gave."""
    label, text = split_label(word)
    kind = bare(word)
    if (path := file_meant(text)) is not None:
        name = "" if len(call.words) == 1 else "standard input" if path == STANDARD_INPUT else path
        read = of_file(path, given) if kind is None else configured(call, kind, given, path)
        return [Written(label or name, read)]
    if word == STANDARD_INPUT:
        return [Written(*each) for each in parse_lines(lines_of_input(), "standard input", given)]
    if word.startswith(FROM_FILE):
        return [Written(*each) for each in parse_lines(lines_of_file(word[1:]), word[1:], given)]
    if kind is None:
        return [Written(label, parse(text, given))]
    if text not in names(kind):
        from lrcli.language.reader import read_family  # a name of its own needs no reading

        read_family(text, given)
    if given.rate is not None:
        given.rate.count(kind)
    return [Written(label, configured(call, kind, given), own_modifiers(kind, settings(kind, call.fields)))]


def configured(call: Call, kind: type[Schedule], known: Given, path: str = "") -> Schedule:
    """A bare family with the fields that flags gave; of a file, the one that reads it."""
    given = settings(kind, call.fields)
    typed = {name: each.typed.flag for name, each in given.items()}
    values = {}
    for name, each in given.items():
        try:
            values[name] = read_field(kind.fields[name], each.value) if isinstance(each.value, str) else each.value
        except ValueError as error:
            raise UsageFault(f"{typed[name]}: {error}") from None
    if path:
        values[next(name for name, each in kind.fields.items() if each.role == "source")] = path
    try:
        return kind(**values, **known.facts_for(kind, values))
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
    samples, rule = a_step(call), call.text("rule") or "linear"
    if samples is None:
        raise UsageFault("--scale-from-batch needs --batch-size, the samples in a batch on one device")
    factor = scaling(samples, reference, rule)
    say(f"lrcli: LR times {factor:.12g}: {samples} samples an update, tuned at {reference} ({rule} rule)")
    return for_batch(named, samples, reference, rule)


def stepped_by(call: Call, named: list[Named]) -> list[Named]:
    """The schedules as accelerate steps them, when --stepper says so."""
    times = steps_an_update(call)
    if call.text("stepper") != "accelerate":
        return named
    if times > 1:
        say(f"lrcli: accelerate steps the scheduler {times} times an update, once for each device: {SLOWER}")
    return accelerated(named, times, call.on("split_batches"))


def steps_an_update(call: Call) -> int:
    """How often the scheduler is stepped at each update, as --stepper says."""
    if call.text("stepper") != "accelerate":
        if call.on("split_batches"):
            raise UsageFault("--split-batches is of accelerate: give --stepper accelerate too")
        return 1
    return accelerate_steps(whole_number(call, "devices") or 1, call.on("split_batches"))


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
