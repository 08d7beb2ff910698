"""Flags as people call them: what is meant by those that there are not. The only list of them.

A field's own name and a flag that there is go before a synonym. What a synonym means in a family is told by roles, so
that `--decay-steps` is the length of one family and the cooldown of another.
"""

from __future__ import annotations

from typing import Any

from lrcli._tuples import NamedTuple


class Synonym(NamedTuple):
    """What is meant by a few flags.

    words    the flags, without dashes; a short one with its dash
    roles    what the field stands for; the first role that a family has is meant. `length!warmup` is the role length in
             a family that has no field of the role warmup;
             `period+factor` is the role period in one that has also a field of the role factor, and `factor!factor` is
             only named in the error
    flag     the flag meant where no field is
    hint     the flag to name where no field is meant
    value    what that flag is given, for a synonym that takes no value: `--dark` is `--style dark`
    only     the one value with which it is meant: `--yscale log`
    unit     what its number counts: st, ep, share, percent; empty where it is taken as it is
    switch   it takes no value
    told     it may mean several things, or what it means is said otherwise: it is named in the error and not taken
    verb     the verb that does what is meant
    says     what to write, where that is no flag
    """

    words: tuple[str, ...]
    roles: tuple[str, ...] = ()
    flag: str = ""
    hint: str = ""
    value: str = ""
    only: str = ""
    unit: str = ""
    switch: bool = False
    told: bool = False
    verb: str = ""
    says: str = ""


def means(
    words: str,
    roles: str = "",
    flag: str = "",
    *,
    hint: str = "",
    value: str = "",
    only: str = "",
    unit: str = "",
    switch: bool = False,
    told: bool = False,
    verb: str = "",
    says: str = "",
) -> Synonym:
    """A row of the table, words and roles with spaces between them."""
    named, meant = tuple(words.split()), tuple(roles.split())
    return Synonym(named, meant, flag, hint, value, only, unit, switch or bool(value), told, verb, says)


FALL = "decay!factor!speed"
"""A length of time in which the rate falls, and not a time constant."""

TABLE = (
    # the main rate
    means("initial peak high max-lr", flag="lr"),
    means(
        "learning-rate max-learning-rate maximum-lr peak-lr peak-learning-rate lr-max lr-peak eta-max eta lr0",
        flag="lr",
    ),
    means("initial-lr init-lr initial-learning-rate init-learning-rate lr-init lr-initial", flag="lr"),
    means("base-lr base-learning-rate", flag="lr"),
    means("start-lr lr-start", "start base!peak"),
    # the last rate
    means(
        "end-lr final-lr lr-end lr-final last-lr end-learning-rate final-learning-rate final-value",
        "final floor",
        hint="floor",
    ),
    means(
        "min-lr lr-min eta-min minimum-lr min-learning-rate minimum-learning-rate lower-lr low",
        "floor final!speed",
        hint="floor",
    ),
    means(
        "min-lr-ratio min-lr-rate min-lr-fraction min-lr-frac lr-min-ratio",
        "final-share final!speed floor",
        hint="floor",
        unit="share",
    ),
    means(
        "final-lr-ratio final-lr-fraction lr-final-ratio end-lr-ratio lrf alpha-f",
        "final-share final floor",
        hint="floor",
        unit="share",
    ),
    means("alpha", "final-share final floor", hint="floor", unit="share", told=True),
    # how long it is, or falls
    means("t-max tmax total-iters", "length"),
    means(
        "decay-steps num-decay-steps lr-decay-steps n-decay-steps decay-iters lr-decay-iters decay-updates",
        "decay length!warmup period+factor",
        unit="st",
    ),
    means("decay-epochs lr-decay-epochs num-decay-epochs", "decay length!warmup period+factor", unit="ep"),
    means("cooldown-steps cooldown-iters num-cooldown-steps", f"cooldown {FALL}", unit="st"),
    means("cooldown-epochs", f"cooldown {FALL}", unit="ep"),
    means(
        "decay-ratio decay-fraction decay-frac decay-share cooldown-ratio cooldown-fraction cooldown-frac",
        f"decay-share {FALL}",
        unit="share",
    ),
    means("decay-pct decay-percent cooldown-pct cooldown-percent", f"decay-share {FALL}", unit="percent"),
    means("decay", f"{FALL} factor!factor speed!speed"),
    means("stable-steps hold-steps constant-steps num-stable-steps", "hold", unit="st"),
    means("stable-epochs hold-epochs constant-epochs", "hold", unit="ep"),
    means("stable-ratio hold-ratio stable-fraction hold-fraction", "hold", unit="share"),
    # drops and rounds
    means("step-size lr-step-size drop-step step-every decay-every drop-every drop-period lr-step", "period+factor"),
    means("epochs-drop drop-epochs", "period+factor", unit="ep"),
    means("t-0 t0 restart-period restart-every restart-interval cycle-length cycle-len", "period!warmup!factor"),
    means("first-decay-steps cycle-steps", "period!warmup!factor", unit="st"),
    means("t-mult t-mul cycle-mult cycle-mul", "growth"),
    means(
        "m-mul cycle-decay restart-decay num-cycles n-cycles cycles restarts", "growth period!warmup!factor", told=True
    ),
    means("drop factor gamma lr-gamma decay-factor drop-factor drop-rate lr-decay-factor", "factor"),
    means("decay-rate lr-decay-rate lr-decay", "factor!speed speed!factor"),
    means("div-factor final-div-factor", "divisor factor", told=True),
    means("k decay-constant rate-constant", "speed", told=True),
    means("poly-power lr-power decay-power exponent", "power"),
    means("lr-milestones decay-milestones milestones boundaries lr-steps", "dates", told=True),
    # the warm-up
    means("warm-up warmup-length warmup-duration warmup-time", "warmup", "warmup"),
    means(
        "warmup-steps num-warmup-steps n-warmup-steps lr-warmup-steps warmup-iters lr-warmup-iters warmup-iterations "
        "num-warmup-iters warmup-updates num-warmup-updates warmup-num-steps warm-up-steps warmup-step",
        "warmup warmup-share",
        "warmup",
        unit="st",
    ),
    means(
        "warmup-epochs num-warmup-epochs n-warmup-epochs lr-warmup-epochs warm-up-epochs warmup-epoch warmup-t",
        "warmup warmup-share",
        "warmup",
        unit="ep",
    ),
    means(
        "warmup-ratio warmup-fraction warmup-frac warmup-share warmup-proportion warmup-prop lr-warmup-fraction "
        "lr-warmup-ratio warm-up-ratio pct-start",
        "warmup-share warmup",
        "warmup",
        unit="share",
    ),
    means("warmup-pct warmup-percent warmup-percentage", "warmup-share warmup", "warmup", unit="percent"),
    means(
        "warmup-lr warmup-start-lr warmup-init-lr warmup-lr-init warmup-initial-lr warmup-min-lr lr-warmup-init "
        "warmup-start warmup-lr-start",
        "start",
        "warmup-from",
    ),
    means("warmup-factor warmup-start-factor warmup-init-factor", "start", "warmup-from", told=True),
    means("warmup-method warmup-type warmup-strategy warmup-mode warmup-curve", flag="warmup-shape"),
    # what is added to every schedule
    means("lr-scale lr-mult lr-multiplier multiplier", flag="scale"),
    means("scale-lr", flag="scale-from-batch", told=True),
    means("lr-floor floor-lr lr-lower-bound clamp-min", flag="floor"),
    # the run
    means(
        "max-steps total-steps num-steps n-steps training-steps train-steps num-training-steps num-train-steps "
        "total-training-steps max-train-steps iterations iters num-iterations num-iters n-iters max-iters "
        "max-iterations total-iterations train-iters num-updates max-updates total-updates max-update",
        flag="steps",
    ),
    means(
        "epoch num-epochs n-epochs nepochs max-epochs total-epochs train-epochs training-epochs num-train-epochs",
        flag="epochs",
    ),
    means(
        "iters-per-epoch iterations-per-epoch batches-per-epoch updates-per-epoch steps-in-epoch num-batches "
        "steps-an-epoch len-loader",
        flag="steps-per-epoch",
    ),
    means(
        "max-tokens total-tokens num-tokens n-tokens train-tokens training-tokens token-budget tokens-total",
        flag="tokens",
    ),
    # the batch
    means(
        "sequence-length seq-length seqlen max-seq-len max-seq-length max-sequence-length context-length block-size",
        flag="seq-len",
    ),
    means(
        "rampup-batch-size batch-size-rampup batch-rampup batch-size-ramp ramp-batch-size", flag="batch-ramp", told=True
    ),
    means("num-samples n-samples dataset-size train-size num-examples num-train-samples train-samples", flag="samples"),
    means(
        "bs batch batchsize per-device-train-batch-size per-device-batch-size per-gpu-batch-size "
        "micro-batch-size micro-batch local-batch-size batch-size-per-device batch-size-per-gpu "
        "per-gpu-train-batch-size",
        flag="batch-size",
    ),
    means("global-batch-size total-batch-size effective-batch-size train-batch-size", flag="batch-size", told=True),
    means(
        "world-size num-gpus n-gpus ngpus gpus n-devices num-devices num-processes nproc-per-node dp-size",
        flag="devices",
    ),
    means(
        "gradient-accumulation-steps gradient-accumulation grad-accum grad-accum-steps grad-accumulation-steps "
        "accumulate-grad-batches accumulation-steps accum-steps accum-iter accumulation update-freq",
        flag="accumulate",
    ),
    means("base-batch-size reference-batch-size ref-batch-size base-batch", flag="scale-from-batch"),
    means(
        "weight-decay wd optimizer-weight-decay l2",
        told=True,
        says="the LR does not depend on the optimizer's weight decay, and none is needed; --columns weight_decay shows "
        "what a scheduler drives",
    ),
    means("scaling-rule scale-rule lr-scaling lr-scaling-rule", flag="rule"),
    means("accelerate", flag="stepper", value="accelerate"),
    # several at once
    means("layerwise-decay layer-wise-decay layerwise-lr-decay layer-lr-decay llrd lr-layer-decay", flag="layer-decay"),
    means("num-layers n-layers num-hidden-layers depth", flag="layers"),
    means("param-group parameter-group param-groups parameter-groups groups", flag="group"),
    means("sweeps vary scan grid-search", flag="sweep"),
    # output
    means("log-y logy ylog y-log log-scale logscale log-lr semilogy", flag="log", switch=True),
    means("yscale y-scale", flag="log", only="log"),
    means("symlog", flag="log", switch=True, told=True),
    means("dark dark-mode dark-theme", flag="style", value="dark"),
    means("light light-mode light-theme", flag="style", value="light"),
    means("theme", flag="style"),
    means("figsize figure-size fig-dimensions picture-size image-size plot-size dimensions", flag="size"),
    means("resolution ppi dots-per-inch", flag="dpi"),
    means("text-size label-size", flag="font-size"),
    means("font-family font-name typeface", flag="font"),
    means("x-range x-limits xlimits zoom", flag="xlim"),
    means("y-range y-limits ylimits", flag="ylim"),
    means("range", flag="xlim", told=True),
    means("x-title x-axis-label x-name", flag="xlabel"),
    means("y-title y-axis-label y-name", flag="ylabel"),
    means("legend-loc legend-location legend-position legend-pos", flag="legend"),
    means("no-legend hide-legend", flag="legend", value="none"),
    means("gridlines", flag="grid", switch=True),
    means("no-title hide-title", told=True, says="an empty title is none: --title ''"),
    means("out outfile out-file output-file outputfile file filename save-to save-as savefig", flag="output"),
    means("cols", flag="width"),
    means("colour colors colours", flag="color"),
    means("no-color no-colour nocolor no-colors monochrome", flag="color", value="never"),
    means("delimiter delim separator field-separator -d", flag="sep"),
    means("jsonl ndjson json-lines", flag="lines", switch=True, verb="json"),
    means("markdown md", flag="format", value="md"),
    means("at-step position-step", flag="at", unit="st"),
    means("at-epoch", flag="at", unit="ep"),
    means("precision significant-digits sig-digits significant-figures sigfigs", flag="digits"),
    means("decimals decimal-places round", flag="digits", told=True),
    means("max-rows num-rows n-rows nrows row-count num-points n-points points -n", flag="rows"),
    means("head limit tail", flag="rows", told=True),
    means("every-nth nth thin thinning subsample row-stride sample-every log-every", flag="stride"),
    means("tidy melt melted long-format long-form narrow", flag="long", switch=True),
    means(
        "noheader no-headers no-heading no-headings omit-header skip-header without-header",
        flag="no-header",
        switch=True,
    ),
    means("silent no-warnings no-remarks no-messages suppress-warnings", flag="quiet", switch=True),
    means("names-only name-only only-names", flag="names", switch=True),
    means("as-json output-json json-output", flag="json", switch=True),
    means("gzip gz compress compressed", switch=True, told=True, says="the name of the file says it: -o FILE.csv.gz"),
    means("xlsx excel parquet", switch=True, told=True, says="a spreadsheet reads what lrcli csv writes: -o FILE.csv"),
    means(
        "pretty indent compact one-line",
        switch=True,
        told=True,
        says="JSON is on one line in a pipe or a file, and has indents on a terminal",
    ),
    means("tolerance atol", flag="tol"),
    means("plot-title chart-title", flag="title"),
    means("display open-window", flag="show", switch=True),
    means(
        "install-completion show-completion",
        told=True,
        says="lrcli completions bash prints the script, and lrcli help completions says where it goes",
    ),
    means("label labels name names", told=True, says="a name stands before its schedule, as in: mine=cosine"),
    means("tsv to-tsv", flag="format", value="tsv"),
    means("json to-json", switch=True, told=True, verb="json"),
    means("csv to-csv", switch=True, told=True, verb="csv"),
    means("lint check", switch=True, told=True, verb="lint"),
)

BY_WORD = {word: synonym for synonym in TABLE for word in synonym.words}
"""What each synonym means; short ones with their dash."""

VALUES = {
    "format": {"markdown": "md", "ndjson": "jsonl", "jpeg": "jpg", "text": "txt", "tab": "tsv", "box": "auto"},
    "sep": {"comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "tabulator": "tab"},
}
"""Values as people call them, by their flags."""

VERBS = {
    "plot": "draw show chart graph figure picture image visualize visualise view",
    "diff": "compare versus vs",
    "lint": "check validate verify warn",
    "explain": "describe info about inspect",
    "value": "get lr eval evaluate print",
    "csv": "export dump save tsv",
    "table": "rows markdown md",
    "when": "find search where cross crossing",
    "list": "ls schedules schedulers frameworks families",
    "budget": "updates steps",
    "completions": "completion complete",
    "help": "man manual usage",
}
"""Words that people type for a verb."""
VERB_BY_WORD = {word: verb for verb, words in VERBS.items() for word in words.split()}


def synonym_of(flag: str) -> Synonym | None:
    """What a flag means that there is not."""
    return BY_WORD.get(flag.removeprefix("--").lower() if flag.startswith("--") else flag)


def other_word(flag: str, value: Any) -> Any:
    """The value that is meant by one that a flag does not have."""
    meant = VALUES.get(flag)
    return meant.get(value.lower(), value) if meant and isinstance(value, str) else value
