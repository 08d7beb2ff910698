"""The example scripts of Diffusers: how each counts the steps of its scheduler, and its defaults.

Source: the examples of Diffusers at 58eb52c0.
"""

from __future__ import annotations

from functools import cache

from lrcli._tuples import NamedTuple

SHARDED, PROCESSES, STEPS, PLAIN, ACCUMULATION, UNCONDITIONAL = (
    *("sharded", "processes", "steps", "plain"),
    *("accumulation", "unconditional"),
)
"""How a script counts: what `totals` in diffusers.py makes of each."""


class Script(NamedTuple):
    """What a script does: how it counts, its defaults, and whether it hands on lr_num_cycles and lr_power."""

    rule: str
    lr: float
    scheduler: str
    epochs: int
    batch: int
    cycles: bool


TABLE = {
    Script(ACCUMULATION, 0.0001, "constant", 100, 1, False): """
        text_to_image_decoder text_to_image_lora_decoder text_to_image_lora_prior text_to_image_prior""",
    Script(ACCUMULATION, 0.0001, "constant", 100, 16, False): """
        instruct_pix2pix_sdxl sdxl_lpl text_to_image_lora_sdxl text_to_image_sdxl""",
    Script(PLAIN, 5e-06, "constant", 1, 4, True): """
        t2i_adapter_sdxl""",
    Script(PLAIN, 0.0001, "constant", 100, 16, False): """
        lcm_distill_lora_sd_wds lcm_distill_lora_sdxl_wds lcm_distill_sd_wds lcm_distill_sdxl_wds vqgan""",
    Script(PLAIN, 0.0001, "cosine", 100, 16, False): """
        cm_ct_unconditional""",
    Script(PROCESSES, 1e-06, "constant", 1, 16, False): """
        pixart_controlnet_hf""",
    Script(PROCESSES, 4.5e-06, "constant", 1, 4, True): """
        autoencoderkl""",
    Script(PROCESSES, 5e-06, "constant", 1, 4, False): """
        dreambooth_inpaint dreambooth_inpaint_lora""",
    Script(PROCESSES, 5e-06, "constant", 1, 4, True): """
        controlnet_sd3 controlnet_webdataset gligen_text multi_subject_dreambooth""",
    Script(PROCESSES, 0.0001, "constant", 1, 4, True): """
        cogvideox_image_to_video_lora cogvideox_lora dreambooth_lora_flux_miniature dreambooth_lora_hidream
        dreambooth_lora_lumina2 dreambooth_lora_qwen_image dreambooth_lora_sana dreambooth_lora_sd3_miniature
        dreambooth_sd3 sana_sprint_diffusers""",
    Script(PROCESSES, 0.0001, "cosine", 10, 8, False): """
        autoencoder_rae""",
    Script(PROCESSES, 0.0003, "constant", 1, 4, True): """
        dreambooth_lora_krea2""",
    Script(PROCESSES, 0.0005, "constant", 1, 4, True): """
        diffusion_dpo diffusion_dpo_sdxl diffusion_orpo_sdxl_lora""",
    Script(SHARDED, 1e-06, "constant", 100, 16, False): """
        lcm_distill_lora_sdxl""",
    Script(SHARDED, 5e-06, "constant", 1, 4, True): """
        control_flux control_lora_flux controlnet controlnet_sdxl dreambooth""",
    Script(SHARDED, 1e-05, "constant", 1, 4, False): """
        custom_diffusion""",
    Script(SHARDED, 0.0001, "constant", 1, 4, True): """
        dreambooth_flux dreambooth_lora_flux dreambooth_lora_flux2 dreambooth_lora_flux2_img2img
        dreambooth_lora_flux2_klein dreambooth_lora_flux2_klein_img2img dreambooth_lora_flux_advanced
        dreambooth_lora_flux_kontext dreambooth_lora_ideogram4 dreambooth_lora_sd15_advanced
        dreambooth_lora_sd3 dreambooth_lora_sdxl dreambooth_lora_sdxl_advanced dreambooth_lora_z_image""",
    Script(SHARDED, 0.0001, "constant", 100, 16, False): """
        instruct_pix2pix instruct_pix2pix_lora text_to_image text_to_image_lora""",
    Script(SHARDED, 0.0005, "constant", 1, 4, True): """
        dreambooth_lora""",
    Script(STEPS, 5e-06, "constant", 1, 4, False): """
        multi_subject_dreambooth_inpainting""",
    Script(STEPS, 0.0003, "constant", 1, 16, False): """
        amused""",
    Script(STEPS, 5e-06, "constant", 1, 4, True): """
        control_cogview4 controlnet_flux""",
    Script(UNCONDITIONAL, 0.0001, "cosine", 100, 16, False): """
        unconditional""",
}
"""The scripts by what they do, each without train_ before it and .py after it."""


@cache
def scripts() -> dict[str, Script]:
    """What each script does, by the name of its file."""
    return {f"train_{name}.py": script for script, names in TABLE.items() for name in names.split()}
