"""Ultralytics' args.yaml: the arguments of a training.

Source: Ultralytics 8.4.190, ultralytics.engine.trainer.BaseTrainer, ultralytics.cfg.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lrcli.clock import Run
from lrcli.sources.configs._devices import told_devices
from lrcli.sources.configs._format import Format
from lrcli.sources.configs._notes import THE_RATE
from lrcli.sources.configs._settings import Plan, keys, meant
from lrcli.sources.configs._words import flat

if TYPE_CHECKING:
    from lrcli.reading.documents import Document
    from lrcli.sources.configs._settings import Settings

FAMILY = "ultralytics.BaseTrainer"
AUTO = "auto"
LONG = 10_000
"""Iterations above which auto takes another optimizer."""
LEAST_BEFORE = 100
"""Batches of the warm-up of older versions, at least."""
SMALL = 5e-3
"""A factor that is rather meant as a rate."""
MATTER = keys(
    """lr0 lrf cos_lr epochs warmup_epochs warmup_bias_lr warmup_momentum momentum nbs batch optimizer time resume
    weight_decay"""
)
ARGUMENTS = MATTER | keys(
    """task mode model data patience imgsz save save_period cache device workers project name exist_ok pretrained
    verbose seed deterministic single_cls rect close_mosaic amp fraction profile freeze multi_scale compile overlap_mask
    mask_ratio dropout val split save_json conf iou max_det half dnn plots end2end source vid_stride stream_buffer
    visualize augment agnostic_nms classes retina_masks embed show save_frames save_txt save_conf save_crop show_labels
    show_conf show_boxes line_width format keras optimize int8 dynamic simplify opset workspace nms box cls cls_pw dfl
    pose kobj rle angle hsv_h hsv_s hsv_v degrees translate scale shear perspective flipud fliplr bgr mosaic mixup
    cutmix copy_paste copy_paste_mode auto_augment erasing crop_fraction cfg tracker save_dir session label_smoothing"""
)
"""Arguments of the versions 8."""
SHARES = ("lr0", "lrf", "momentum", "warmup_momentum", "warmup_bias_lr")
"""Those of which only 0 to 1 is allowed."""
OPTIMIZERS = ("Adam", "Adamax", "AdamW", "NAdam", "RAdam", "RMSProp", "SGD", "MuSGD", AUTO)


def fits(document: Document) -> bool:
    tree = document.tree
    if not isinstance(tree, dict):
        return False
    return any(key in tree for key in ("lr0", "lrf", "nbs", "cos_lr")) or {"task", "mode"} <= tree.keys()


def read(settings: Settings) -> Plan:
    """What the trainer makes of its arguments: a row for each update."""
    refuse_arguments(settings)
    epochs = settings.overridden("epochs", "epochs", 100, least=1)
    size = batch_size(settings)
    batches = batches_of_epoch(settings, size)
    nbs = settings.number("nbs", 64, above=0)
    given: dict[str, Any] = {
        "lrf": settings.number("lrf", 0.01, "a factor on lr0, and no LR", least=0),
        "cos_lr": settings.switch("cos_lr"),
        "warmup_epochs": settings.number("warmup_epochs", 3.0, least=0),
        "warmup_momentum": settings.number("warmup_momentum", 0.8),
    }
    chosen = optimizer(settings, nbs, size, epochs)
    settings.ask()
    if settings.has("time"):
        settings.warn("config-time", "time", "time in hours decides when training ends, not epochs", "leave time out")
    if settings.switch("resume") if isinstance(settings.get("resume"), bool) else settings.has("resume"):
        settings.tell("config-resume", "resume", "resume goes on from a checkpoint: these are the rates from its start")
    given |= {"epochs": epochs, "batches": batches, "batch": size, "nbs": nbs, **chosen}
    weight = settings.made(FAMILY, "warmup_epochs", **given)
    bias = settings.made(FAMILY, "warmup_epochs", **given, group="bias")
    natural = weight.natural_run()
    steps = settings.fact("steps", "updates in all") or (natural.proper.rows if natural else 1)
    warn(settings, given)
    if given["warmup_epochs"] > epochs - 1 > 0:
        text = f"the warm-up of {given['warmup_epochs']:.12g} epochs is cut to {epochs - 1}, all epochs but the last"
        settings.tell("config-warmup-cut", "warmup_epochs", text)
    return Plan(weight, Run(steps=steps), (("bias", bias),))


def warn(settings: Settings, given: dict[str, Any]) -> None:
    """A factor that looks like a rate, and where older versions differ."""
    if 0 < given["lrf"] < SMALL:
        last = f"{given['lr0'] * given['lrf']:.12g}"
        text = f"lrf is a factor on lr0, and no LR: it ends near {given['lr0']:.12g} * {given['lrf']:.12g} = {last}"
        settings.warn("config-factor-not-rate", "lrf", text, "lrf: 0.01 for a hundredth of lr0")
    rise = min(given["warmup_epochs"], given["epochs"] - 1) * given["batches"]
    if 0 < rise < LEAST_BEFORE:
        text = f"the warm-up takes {round(rise)} batches: older versions make it {LEAST_BEFORE} at least"
        least = math.ceil(LEAST_BEFORE / given["batches"])
        settings.warn("config-version", "warmup_epochs", text, f"warmup_epochs: {least}, which all versions take")


def refuse_arguments(settings: Settings) -> None:
    """ConfigError for what Ultralytics refuses: an argument that it does not have, a share that is none, a text."""
    for key in settings.tree:
        if key not in ARGUMENTS:
            settings.refuse(str(key), f"'{key}' is not a valid YOLO argument{meant(str(key), ARGUMENTS)}")
    for key in SHARES:
        if settings.has(key):
            settings.as_number(key, settings.get(key), least=0, most=1)
    for path in settings.document.texts:
        if len(path) == 1 and path[0] in MATTER and path not in settings.changed:
            value = settings.get(path[0])
            text = f"{path[0]} {value!r} is a text to Ultralytics, which raises TypeError: it is read as the number"
            settings.warn("config-text-number", path[0], text, f"{path[0]}: {float(value)!r}")


def batch_size(settings: Settings) -> int | None:
    """The samples of a batch on all devices; what is decided as it runs is asked for."""
    told: int | None = settings.fact("batch_size")
    if told is not None:
        return told
    found = settings.number("batch", 16)
    if found < 1 or found != int(found):
        settings.tell("config-batch", "batch", f"batch {found:.12g} is decided at run time, by the memory there is")
        settings.want("batch_size")
        return None
    return int(found)


def batches_of_epoch(settings: Settings, size: int | None) -> int | None:
    """The batches of an epoch."""
    samples: int | None = settings.fact("samples")
    devices = told_devices(settings, listed(settings))
    if samples is None or size is None or devices is None:
        missing = {"samples": samples, "devices": devices}
        settings.want(*(name for name, found in missing.items() if found is None))
        return None
    samples = used(settings, samples)
    share, own = -(-samples // devices), max(size // devices, 1)
    return -(-share // own)


def listed(settings: Settings) -> int | None:
    """The devices that the file lists; None where it lists none."""
    found = settings.get("device")
    if found is None or found == "":
        return None
    names = [each for each in str(found).removeprefix("cuda:").strip("[]()").split(",") if each.strip()]
    settings.note_key("device", found)
    return max(len(names), 1)


def used(settings: Settings, samples: int) -> int:
    """The samples that fraction leaves."""
    share: float = settings.number("fraction", 1.0, above=0)
    if share >= 1:
        return samples
    settings.came_to("fraction", f"round({samples} * {share:.12g}) = {round(samples * share)} samples")
    return max(round(samples * share), 1)


def optimizer(settings: Settings, nbs: float, size: int | None, epochs: int) -> dict[str, Any]:
    """The rate, the momentum and where the biases start: those of the file, or those that auto takes."""
    given = settings.word("optimizer", AUTO)
    name = next((each for each in OPTIMIZERS if each.lower() == given.lower()), None)
    if name is None:
        reason = f"Ultralytics has no optimizer {given!r:.40}{meant(given, OPTIMIZERS)}: {', '.join(OPTIMIZERS)}"
        settings.refuse("optimizer", reason)
    if name != AUTO:
        return {
            "lr0": settings.rate("lr0", 0.01, THE_RATE),
            "momentum": settings.number("momentum", 0.937),
            "warmup_bias_lr": settings.rate("warmup_bias_lr", 0.1),
        }
    for key in ("lr0", "momentum", "warmup_bias_lr"):
        settings.ignored(key, "optimizer auto does not read it")
    classes, samples = settings.fact("classes", "classes of the data set"), settings.fact("samples")
    if settings.switch("single_cls"):
        classes = 1
    if classes is None:
        settings.want("classes", instead="--set optimizer=SGD")
    if classes is None or samples is None or size is None:
        return {}
    iterations = -(-used(settings, samples) // max(size, int(nbs))) * epochs
    lr, of = (0.01, "MuSGD") if iterations > LONG else (round(0.002 * 5 / (4 + classes), 6), "AdamW")
    settings.came_to("optimizer", f"{of} with an LR of {lr:.12g}, for {iterations} iterations")
    text = f"optimizer auto does not read lr0 and momentum: it takes {of} with an LR of {lr:.12g}"
    settings.warn("config-optimizer-auto", "optimizer", text, "name the optimizer: optimizer: SGD")
    return {"lr0": lr, "momentum": 0.9, "warmup_bias_lr": 0.0}


FORMAT = Format("ultralytics", "Ultralytics", 49, fits, read, words=flat)
