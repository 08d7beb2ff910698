"""Programs that people paste: the scheduler that they make, the configuration that they call for, their commands."""

import json

import pytest

from lrcli import parse
from lrcli.language.errors import NotationError, UnknownValues
from lrcli.language.given import Given
from lrcli.language.notation import parse_lines, split_label
from lrcli.sources.config import read_config
from lrcli.sources.configs._notes import ConfigError

LIT = """
class Lit(LightningModule):
    def __init__(self, lr):
        self.lr = lr

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=3e-4)
        scheduler = get_linear_schedule_with_warmup(optimizer, 10, 100)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}
"""
MAIN = """
import torch
EPOCHS = 30
def main():
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, EPOCHS // 3)
    for epoch in range(EPOCHS):
        scheduler.step()
if __name__ == "__main__":
    main()
"""
KERAS = """
lr_schedule = keras.optimizers.schedules.CosineDecay(0.1, 100)
model.compile(optimizer=keras.optimizers.SGD(learning_rate=lr_schedule), loss="mse")
model.fit(x, y)
"""
MADE = {
    LIT: "transformers.linear(lr=0.0003, num_warmup_steps=10, num_training_steps=100)",
    MAIN: "torch.StepLR(lr=0.1, step_size=10)",
    KERAS: "keras.CosineDecay(initial_learning_rate=0.1, decay_steps=100)",
    "lr = 0.1\nlr *= 4\ns = StepLR(SGD(p, lr=lr), 30)": "torch.StepLR(lr=0.4, step_size=30)",
    "with a as b:\n    lr = 0.1\ns = StepLR(SGD(p, lr=lr), 30)": "torch.StepLR(lr=0.1, step_size=30)",
    "for k in ks:\n    n = 3\n    s = StepLR(SGD(p, lr=0.1), n)": "torch.StepLR(lr=0.1, step_size=3)",
    "a, b = 0.1, 30\ns = StepLR(SGD(p, lr=a), b)": "torch.StepLR(lr=0.1, step_size=30)",
    "e = 2\ns = LambdaLR(SGD(p, lr=0.1), lambda e: 0.5 ** e)": (
        'torch.LambdaLR(lr=0.1, lr_lambda="lambda e: 0.5 ** e")'
    ),
    "if warm:\n    s = StepLR(SGD(p, lr=0.1), 3)\nprint(1)": "torch.StepLR(lr=0.1, step_size=3)",
    "import torch\ns = StepLR(SGD(p, lr=0.1), 3)\ns = StepLR(SGD(p, lr=0.1), 4)": "torch.StepLR(lr=0.1, step_size=4)",
    "model.compile(optimizer=Adam(learning_rate=0.001, decay=1e-6),\n loss='mse')": (
        "keras.InverseTimeDecay(initial_learning_rate=0.001, decay_steps=1, decay_rate=1e-06)"
    ),
    "N = 50\nopt = SGD(lr=0.01, decay=0.01 / N, momentum=0.9)": (
        "keras.InverseTimeDecay(initial_learning_rate=0.01, decay_steps=1, decay_rate=0.0002)"
    ),
}


@pytest.mark.parametrize("text", MADE)
def test_a_program_is_the_scheduler_that_it_makes(text):
    assert repr(parse(split_label(text)[1])) == MADE[text]
    assert [repr(made) for _, made in parse_lines(text.splitlines(), "it")] == [MADE[text]]


UNSURE = {
    "lr = 0.1\nif big:\n    lr = 0.2\ns = StepLR(SGD(p, lr=lr), 30)": "lr",
    "for lr in rates:\n    s = StepLR(SGD(p, lr=lr), 30)": "lr",
    "def f(lr=0.1):\n    return StepLR(SGD(p, lr=lr), 30)": "lr",
    "lr = 0.1\ndef f():\n    return StepLR(SGD(p, lr=lr), 30)\nlr = 0.2": "lr",
    "lr = 0.1\ndef f():\n    global lr\n    lr = 0.2\ndef g():\n    return StepLR(SGD(p, lr=lr), 30)": "lr",
    "from settings import lr\ns = StepLR(SGD(p, lr=lr), 30)": "lr",
    "lr = 0.1\nfrom settings import lr\ns = StepLR(SGD(p, lr=lr), 30)": "lr",
    "m = [3, 4]\nm.append(5)\ns = MultiStepLR(SGD(p, lr=0.1), m)": "m",
    "try:\n    n = 3\nexcept E:\n    n = 4\ns = StepLR(SGD(p, lr=0.1), n)": "n",
    "c = Config()\nc.n = 3\nif a:\n    c.n = 4\ns = StepLR(SGD(p, lr=0.1), c.n)": "c.n",
}


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_not_sure_is_asked_for(text):
    with pytest.raises(UnknownValues) as error:
        parse(split_label(text)[1])
    assert error.value.names == (UNSURE[text],)


EITHER = (
    "if a:\n    s = StepLR(SGD(p, lr=0.1), 3)\nelse:\n    s = ExponentialLR(SGD(p, lr=0.1), 0.9)",
    "s = StepLR(SGD(p, lr=0.1), 3)\nif a:\n    s = ExponentialLR(SGD(p, lr=0.1), 0.9)",
    "def f(o):\n    return StepLR(o, 3)\ndef g(o):\n    return ExponentialLR(o, 0.9)",
)


@pytest.mark.parametrize("text", EITHER)
def test_of_two_schedulers_one_is_to_be_pasted(text):
    with pytest.raises(NotationError, match=r"StepLR in line 2|StepLR in line 1"):
        split_label(text)


def test_lines_with_a_mistake_stay_lines():
    for text in ("cosine(0.1)\nstep(0.1)", "a = cosine(0.1)\nstep(0.1)", "run #3\t=\ncosine(lr=0.1)"):
        assert "\n" in "".join(split_label(text)) or split_label(text) == ("run #3", "cosine(lr=0.1)")
    with pytest.raises(NotationError, match="it line 2"):
        parse_lines(["a = cosine(0.1)", "b = csine(0.1)"], "it")
    with pytest.raises(NotationError, match="makes no scheduler that is known"):
        parse_lines(["import torch", "model = Net()"], "it")


def read(text):
    """What a text of a program comes to: its schedule, and its steps."""
    given = Given()
    given.facts = {"samples": 1000, "devices": 1}
    understood = read_config(parse(split_label(text)[1], given))
    return understood.plan.schedule, understood.plan.run.rows


ARGUMENTS = "learning_rate=3e-4, per_device_train_batch_size=4, num_train_epochs=2, warmup_steps=7"
CALLS = (
    f"TrainingArguments({ARGUMENTS})",
    f"args = transformers.Seq2SeqTrainingArguments('out', {ARGUMENTS})\n",
    f"from trl import SFTConfig\nargs = SFTConfig({ARGUMENTS})",
    f"from unsloth import F\nt = SFTTrainer(args=UnslothTrainingArguments({ARGUMENTS}, gradient_accumulation_steps=1))\n",
    (
        "LR, B = 3e-4, 2\nclass A:\n    def train(self):\n        b = B * 2\n        Trainer(m, TrainingArguments('o', "
        "learning_rate=LR, per_device_train_batch_size=b, num_train_epochs=2, warmup_steps=int(7.5)))"
    ),
    (
        "more = dict(num_train_epochs=2, warmup_steps=7)\nTrainingArguments(learning_rate=3e-4, "
        "per_device_train_batch_size=4, **more)"
    ),
    f"args = TrainingArguments({ARGUMENTS.replace('3e-4', '1e-4')})\nargs.learning_rate = 3e-4\n",
    (
        f"args = TrainingArguments({ARGUMENTS}, fp16=torch.cuda.is_available(), lr_scheduler_type=SchedulerType.LINEAR)\n"
        "other = TrainingArguments('eval')\nTrainer(model, args=args)"
    ),
    (
        "for fold in folds:\n    lr = 3e-4\n    args = TrainingArguments(f'out_{fold}', learning_rate=lr, num_train_epochs=2, "
        "per_device_train_batch_size=4, warmup_steps=7)"
    ),
)


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_the_configuration_that_it_makes(text):
    schedule, rows = read(text)
    assert (repr(schedule), rows) == (
        "transformers.linear(lr=0.0003, num_warmup_steps=7, num_training_steps=500)",
        500,
    )


REFUSED = {
    "TrainingArguments(learning_rate=args.lr, num_train_epochs=args.epochs)": (
        "--set learning_rate=VALUE --set num_train_epochs=VALUE"
    ),
    "TrainingArguments(learning_rate=args.lr)": "give it with --set learning_rate=VALUE",
    "TrainingArguments(learning_rate='a')": "learning_rate is a number, not 'a'",
    "TrainingArguments('out', True)": "output_dir alone may stand without a name",
    "TrainingArguments(**kwargs)": "**kwargs is not told",
    "TrainingArguments(lr=1e-4)": "did you mean learning_rate?",
    "if a:\n    x = TrainingArguments(learning_rate=1)\nelse:\n    x = TrainingArguments(learning_rate=2)\n": (
        "in line 2 and TrainingArguments in line 4"
    ),
    "@dataclass\nclass TrainingArguments(T):\n    x: int = 1\nTrainingArguments(learning_rate=1)\n": "class of its own",
    "class T(Trainer):\n    def create_scheduler(self):\n        pass\na = TrainingArguments('o')\n": "create_scheduler",
    "a = TrainingArguments('o')\nTrainer(m, a, optimizers=(o, s))\n": "optimizers= goes before",
    "a = TrainingArguments('o')\na = a.set_lr_scheduler(name='cosine')\n": "set_lr_scheduler() changes",
    "from unsloth import F\na = SFTConfig(max_steps=60)\n": "--set learning_rate=VALUE --set warmup_steps=VALUE",
    "GRPOConfig(learning_rate=1e-6)": "--steps",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_call_that_does_not_tell_is_refused_in_one_line(text):
    with pytest.raises((ConfigError, NotationError)) as error:
        read(text)
    assert REFUSED[text] in str(error.value)
    assert "\n" not in str(error.value)


def test_a_configuration_and_a_scheduler_are_two():
    text = "a = TrainingArguments('o')\ns = StepLR(o, 3)\n"
    with pytest.raises(
        NotationError, match=r"it makes TrainingArguments in line 1 and StepLR in line 2: paste the one"
    ):
        split_label(text)
    assert split_label(text + "Trainer(m, a, optimizers=(o, s))")[1].startswith("StepLR")


FAIRSEQ = {
    "fairseq-train data --lr 5e-4 --lr-scheduler inverse_sqrt --warmup-updates 400 --max-update 1000 --clip-norm 0.1": (
        "fairseq.inverse_sqrt(lr=0.0005, warmup_updates=400)"
    ),
    "python train.py d --lr=0.0005 --lr-scheduler=polynomial_decay --total-num-update 800 --max-update 1000 -s en": (
        "fairseq.polynomial_decay(lr=0.0005, total_num_update=800)"
    ),
    "fairseq-train d --lr 1e-3 --lr-scheduler inverse_sqrt --min-lr 1e-9 --max-update 1000": (
        "fairseq.inverse_sqrt(lr=0.001)"
    ),
    "fairseq-train d --lr 1e-3 --min-lr 1e-5 --lr-scheduler cosine --max-update 1000": (
        "fairseq.cosine(lr=0.001, min_lr=1e-05, max_update=1000)"
    ),
}


@pytest.mark.parametrize("text", FAIRSEQ)
def test_flags_of_fairseq_are_its_configuration(text):
    schedule, rows = read(text)
    assert (repr(schedule), rows) == (FAIRSEQ[text], 1000)


def test_flags_that_fairseq_had_once():
    text = "fairseq-train d --lr 1e-7 --max-lr 1 --lr-scheduler cosine --max-update 1000"
    with pytest.raises(ConfigError, match="now they are --lr and --min-lr"):
        read(text)
    with pytest.raises(ConfigError, match="has no key warmup_init_lr"):
        read("fairseq-train d --lr 1 --lr-scheduler polynomial_decay --warmup-init-lr 1 --max-update 9")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keras.ReduceLROnPlateau(0.1)", "monitor: 0.1 is not a text"),
        ("torch.ReduceLROnPlateau(0.1)", "mode: 0.1 is not one of min, max"),
        ("Adam(CosineDecay(0.1, 10), decay=1e-6)", "no schedule is called Adam"),
    ],
)
def test_what_cannot_be_is_told_first(text, words):
    with pytest.raises(NotationError) as error:
        parse(text)
    assert words in str(error.value)


def notebook(*cells):
    """A notebook, each cell of code as lines or as one text, with a picture that makes it long."""
    made = [{"cell_type": "code", "source": cell} for cell in cells]
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "source": "lr = 9"}, *made], "nbformat": 4, "x": "A" * 10**6}
    )


def test_a_notebook_is_its_code(tmp_path, called):
    one, other, third = tmp_path / "a.ipynb", tmp_path / "b.ipynb", tmp_path / "c.ipynb"
    one.write_text(notebook("!pip install x\nlr = 0.1", ["%%time\n", "opt = SGD(p, lr=lr)\n", "s = StepLR(opt, 30)"]))
    other.write_text(notebook("%%bash\na = b", f"if a:\n    !ls\nargs = TrainingArguments({ARGUMENTS})"))
    third.write_text(notebook("TrainingArguments(learning_rate=args.lr)"))
    for word in (str(one), f"@{one}"):
        assert called("value", word, "--epochs", "90", "--at", "31").stdout == "0.010000000000000002\n"
    for word in (str(other), f"@{other}"):
        told = called("value", word, "--samples", "1000", "--devices", "1", "--at", "7st")
        assert told.stdout == "0.0003\n"
    told = called("value", str(third), "--steps", "9", "--at", "0").stderr
    assert f"the code of {third} line 1: learning_rate is args.lr" in told


def test_a_script_without_a_scheduler(tmp_path, called):
    (tmp_path / "train.py").write_text("import x\nx.y = 1\n")
    assert "name a function in it" in called("value", str(tmp_path / "train.py"), "--at", "0").stderr
