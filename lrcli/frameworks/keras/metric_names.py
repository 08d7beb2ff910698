"""Which way the metrics of Keras are better, by the names that a compiled model gives them.

A model that is compiled with a text calls the metric by that text, else by the metric's own name, with a number where
it has several. The tables are what the metrics themselves say (`_direction`).
"""

from __future__ import annotations

UP = (
    "accuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy top_k_categorical_accuracy "
    "sparse_top_k_categorical_accuracy auc precision recall precision_at_recall recall_at_precision "
    "sensitivity_at_specificity specificity_at_sensitivity f1_score f_beta_score fbeta_score io_u binary_io_u "
    "mean_io_u one_hot_io_u one_hot_mean_io_u r2_score cosine_similarity pearson_correlation concordance_correlation "
    "acc Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy "
    "SparseTopKCategoricalAccuracy AUC Precision Recall PrecisionAtRecall RecallAtPrecision SensitivityAtSpecificity "
    "SpecificityAtSensitivity F1Score FBetaScore IoU BinaryIoU MeanIoU OneHotIoU OneHotMeanIoU R2Score "
    "CosineSimilarity PearsonCorrelation ConcordanceCorrelation Acc ACC"
)
"""More is better."""
DOWN = (
    "loss binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy kl_divergence poisson "
    "mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error "
    "root_mean_squared_error hinge squared_hinge categorical_hinge log_cosh_error logcosh bce mse mae mape msle "
    "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy KLDivergence Poisson MeanAbsoluteError "
    "MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError RootMeanSquaredError Hinge SquaredHinge "
    "CategoricalHinge LogCoshError BCE MSE MAE MAPE MSLE"
)
"""Less is better."""
NEITHER = (
    "mean sum true_positives true_negatives false_positives false_negatives Mean Sum TruePositives TrueNegatives "
    "FalsePositives FalseNegatives"
)
"""Metrics that do not say it."""
DIRECTIONS = {name: way for way, names in (("max", UP), ("min", DOWN), ("", NEITHER)) for name in names.split()}


def direction(monitor: str) -> str | None:
    """Whether the metric of a monitor is better when it is more (max) or less (min).

    Empty for a metric that does not say it; None for what is no metric of Keras' own.
    """
    name = monitor.removeprefix("val_")
    before, _, number = name.rpartition("_")
    return DIRECTIONS.get(name, DIRECTIONS.get(before) if number.isdecimal() and before.islower() else None)
