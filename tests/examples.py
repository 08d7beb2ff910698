"""The files that README's commands read: recorded configurations and logs, under names as people have them."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
CONFIGS, LOGS = HERE / "configs" / "files", HERE / "logs"
FILES = {
    "train.yaml": CONFIGS / "hf/cosine_ratio.yaml",
    "sft.yaml": CONFIGS / "trl/sft_kwargs.yaml",
    "qlora.yaml": CONFIGS / "axolotl/lora.yaml",
    "lora_sft.yaml": CONFIGS / "llamafactory/lora_sft.yaml",
    "ds.json": CONFIGS / "deepspeed/warmup_decay.json",
    "model.keras": CONFIGS / "keras/model.keras",
    "args.yaml": CONFIGS / "timm/cosine_args.yaml",
    "faster_rcnn.py": CONFIGS / "mmengine/det_1x.py",
    "yolo.yaml": CONFIGS / "ultralytics/sgd_linear.yaml",
    "lightning.yaml": CONFIGS / "lightning/cosine_epoch.yaml",
    "pretrain.sh": CONFIGS / "megatron/array.sh",
    "recipe.yaml": CONFIGS / "torchtune/lora.yaml",
    "llama.toml": CONFIGS / "torchtitan/llama.toml",
    "mpt.yaml": CONFIGS / "llm-foundry/cosine_ba.yaml",
    "sdxl.toml": CONFIGS / "kohya/restarts.toml",
    "dreambooth.sh": CONFIGS / "diffusers/lora.sh",
    "conformer.yaml": CONFIGS / "nemo/cosine.yaml",
    "shakespeare.py": CONFIGS / "nanogpt/char.py",
    "wav2vec.yaml": CONFIGS / "fairseq/tri_stage.yaml",
    "mask_rcnn.yaml": CONFIGS / "detectron2/multistep.yaml",
    "base.yml": CONFIGS / "maxtext/cosine.yml",
    "imagenet.json": CONFIGS / "flax/imagenet.json",
    "yolov4.cfg": CONFIGS / "inline/darknet_steps.cfg",
    "references.sh": CONFIGS / "inline/torchvision.sh",
    "trainer_state.json": LOGS / "trainer5_state.json",
    "trainer.txt": LOGS / "trainer5_console.txt",
    "trainer_log.jsonl": LOGS / "llamafactory.jsonl",
    "metrics.csv": LOGS / "lightning.csv",
    "runs": LOGS / "tensorboard_restarted",
    "tensorboard.csv": LOGS / "tensorboard_page.csv",
    "keras.csv": LOGS / "keras_plateau.csv",
    "summary.csv": LOGS / "timm_summary.csv",
    "results.csv": LOGS / "ultralytics_results.csv",
    "yolov5.csv": LOGS / "yolov5_results.csv",
    "scalars.json": LOGS / "mmengine_scalars.json",
    "mmengine.log": LOGS / "mmengine_console.log",
    "mmcv.json": LOGS / "mmcv_log.json",
    "metrics.json": LOGS / "detectron2_metrics.json",
    "wandb.jsonl": LOGS / "wandb_history.jsonl",
    "wandb.csv": LOGS / "wandb_panel.csv",
    "mlflow.csv": LOGS / "mlflow_long.csv",
    "neptune.csv": LOGS / "neptune.csv",
    "megatron.txt": LOGS / "megatron.txt",
    "deepspeed.txt": LOGS / "deepspeed.txt",
    "fairseq.jsonl": LOGS / "fairseq.jsonl",
    "torchtune.txt": LOGS / "torchtune.txt",
    "composer.txt": LOGS / "composer.txt",
}


def provide(text, folder):
    """Put the files that a text names into a folder."""
    for name, source in FILES.items():
        if name in text:
            target = Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copyfile(source, target)


TOPICS = {
    "train.yaml": CONFIGS / "hf/cosine_ratio.yaml",
    "old.yaml": CONFIGS / "hf/cosine_ratio.yaml",
    "new.yaml": CONFIGS / "hf/cosine_ratio.yaml",
    "ds.json": CONFIGS / "deepspeed/hf_auto_decay.json",
    "args.json": CONFIGS / "deepspeed/hf_auto_decay.args.json",
}
"""The files of the topics of the help."""


def provide_topics(folder):
    """Put the files into a folder that topics of the help read."""
    for name, source in TOPICS.items():
        shutil.copyfile(source, Path(folder) / name)
