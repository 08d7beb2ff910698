"""Names that papers, courses and other programs have for the native families.

A name here means the native family, also where a framework has a scheduler of that name. Case, hyphens and underscores
do not matter, nor do words that tell nothing, such as `decay` and `lr` (`meanings.py`): `linear_decay` needs no entry.
"""

from __future__ import annotations

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "constant": ("const", "fixed", "flat"),
    "step": ("step_decay", "stepwise", "step_down", "drop"),
    "multistep": ("multi_step", "milestones", "multi_step_decay"),
    "piecewise": ("piecewise_constant", "piecewise_constant_decay"),
    "exponential": ("exp", "expo", "exponential_decay", "natural_exp", "geometric"),
    "inverse": ("inv", "inverse_time", "inverse_time_decay", "time_based", "time_based_decay", "hyperbolic"),
    "inverse_sqrt": ("rsqrt", "isqrt", "inv_sqrt", "inverse_square_root", "reciprocal_sqrt", "rsqrt_decay"),
    "noam": ("transformer", "attention", "attention_is_all_you_need", "vaswani", "noam_opt"),
    "polynomial": ("poly_decay", "polynomial_decay"),
    "linear": ("lin", "linear_decay", "linear_anneal", "ramp"),
    "cosine": ("cos", "half_cosine", "cosine_annealing", "cosine_decay", "cosine_anneal"),
    "tanh": ("hyperbolic_tangent", "tanh_decay"),
    "rex": ("reflected_exponential",),
    "restarts": (
        *("warm_restarts", "cosine_restarts", "cosine_warm_restarts", "cosine_annealing_warm_restarts"),
        *("cosine_with_warm_restarts", "cosine_hard_restarts", "cosine_cyclic", "cosine_cycle", "cyclic_cosine"),
    ),
    "triangular": ("cyclic", "cyclical", "triangle", "triangle_wave"),
    "one_cycle": ("onecycle", "OneCycle", "1cycle", "one_cycle_policy", "fit_one_cycle", "super_convergence"),
    "wsd": ("warmup_stable_decay", "trapezoidal", "stable_decay"),
    "knee": ("explore_exploit",),
    "one_minus_sqrt": ("1_minus_sqrt", "1-sqrt"),
    "plateau": ("reduce_lr_on_plateau", "reduce_on_plateau", "lr_on_plateau", "on_plateau"),
    "formula": ("lambda", "expression"),
    "recorded": ("logged",),
}
"""The other names of each native family."""

COMMON = {word: family for family, words in OTHER_NAMES.items() for word in words}
"""Every common name, and the native family that it means."""

WARMED = {"decay": "linear", "gradual": "constant"}
"""What a word means in the name of a warm-up: `WarmupDecay` falls in a line, `GradualWarmupScheduler` stays."""
