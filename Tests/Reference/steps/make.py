"""Makes reference.json: what scikit-learn learns from small data, for the tests of the steps.

Run: python make.py   (needs NumPy and scikit-learn, whose version is written into the file)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import impute, preprocessing

rng = np.random.default_rng(7)
rows = 60
normal = rng.normal(10, 3, rows)
skewed = rng.lognormal(1, 1, rows)
signed = rng.standard_t(3, rows) * 5
weights = rng.uniform(0.2, 2, rows)
levels = rng.choice(["a", "b", "c", "dd", "é"], rows, p=[0.4, 0.25, 0.2, 0.1, 0.05])
number_target = skewed * 2 + (levels == "b") * 5 + rng.normal(0, 1, rows)
binary_target = (number_target > np.median(number_target)).astype(int)
class_target = rng.choice(["x", "y", "z"], rows)
columns = np.column_stack([normal, skewed, signed])


def numbers(values):
    return [float(value) for value in np.ravel(values)]


def target_encodings(target, smooth):
    encoder = preprocessing.TargetEncoder(smooth=smooth).fit(levels.reshape(-1, 1), target)
    return {
        "levels": [str(level) for level in encoder.categories_[0]],
        "values": [numbers(values) for values in encoder.encodings_],
        "mean": numbers(encoder.target_mean_),
    }


def quantile_edges(values, bins):
    binner = preprocessing.KBinsDiscretizer(
        bins, encode="ordinal", strategy="quantile", quantile_method="linear", subsample=None
    ).fit(values.reshape(-1, 1))
    return {
        "edges": numbers(binner.bin_edges_[0][1:-1]),
        "codes": numbers(binner.transform(values.reshape(-1, 1))),
    }


incomplete = np.where(rng.random(columns.shape) < 0.2, np.nan, columns)
unit = preprocessing.StandardScaler().fit(incomplete)
neighbors = impute.KNNImputer(n_neighbors=3).fit(unit.transform(incomplete))
filled = unit.inverse_transform(neighbors.transform(unit.transform(incomplete)))

scaler = preprocessing.StandardScaler().fit(columns)
weighted = preprocessing.StandardScaler().fit(columns, sample_weight=weights)
robust = preprocessing.RobustScaler().fit(columns)
min_max = preprocessing.MinMaxScaler().fit(columns)
power = preprocessing.PowerTransformer().fit(columns)
one_hot = preprocessing.OneHotEncoder(min_frequency=0.15, sparse_output=False).fit(levels.reshape(-1, 1))

reference = {
    "version": sklearn.__version__,
    "data": {
        "normal": numbers(normal),
        "skewed": numbers(skewed),
        "signed": numbers(signed),
        "weights": numbers(weights),
        "levels": [str(level) for level in levels],
        "number_target": numbers(number_target),
        "binary_target": [int(value) for value in binary_target],
        "class_target": [str(value) for value in class_target],
    },
    "standardize": {"centers": numbers(scaler.mean_), "scales": numbers(scaler.scale_)},
    "standardize_weighted": {"centers": numbers(weighted.mean_), "scales": numbers(weighted.scale_)},
    "robust_scale": {"centers": numbers(robust.center_), "scales": numbers(robust.scale_)},
    "min_max_scale": {"centers": numbers(min_max.data_min_), "scales": numbers(min_max.data_range_)},
    "power_transform": {
        "lambdas": numbers(power.lambdas_),
        "values": [numbers(column) for column in power.transform(columns).T],
    },
    "quantile_bins": quantile_edges(skewed, 7),
    "uniform_edges": numbers(
        preprocessing.KBinsDiscretizer(5, strategy="uniform").fit(skewed.reshape(-1, 1)).bin_edges_[0][1:-1]
    ),
    "knn": {
        "incomplete": [[None if np.isnan(value) else float(value) for value in column] for column in incomplete.T],
        "filled": [numbers(column) for column in filled.T],
    },
    "one_hot": {
        "names": [str(name) for name in one_hot.get_feature_names_out(["level"])],
        "values": [numbers(row) for row in one_hot.transform(levels.reshape(-1, 1)).T],
    },
    "target_encode": {
        "regression_auto": target_encodings(number_target, "auto"),
        "regression_smooth_3": target_encodings(number_target, 3.0),
        "binary_auto": target_encodings(binary_target, "auto"),
        "multiclass_auto": target_encodings(class_target, "auto"),
    },
}

path = pathlib.Path(__file__).with_name("reference.json")
path.write_text(json.dumps(reference, indent=1, ensure_ascii=False) + "\n")
