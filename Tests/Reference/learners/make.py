"""Reference values for the estimators, from scikit-learn and LightGBM.

Run with scikit-learn, lightgbm, pandas and scipy installed; writes the JSON files beside it. `rodents.csv`
is every fourth weighed animal of the Portal Project's survey (CC0), as the R package ratdat holds it:
    python make.py path/to/rodent_surveys.csv
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
from scipy.optimize import nnls
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import (
    ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge, RidgeCV)
from sklearn.metrics import log_loss
from sklearn.naive_bayes import CategoricalNB, GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).parent


def write(name, value):
    def plain(item):
        if isinstance(item, dict):
            return {key: plain(inner) for key, inner in item.items()}
        if isinstance(item, (list, tuple)):
            return [plain(inner) for inner in item]
        if isinstance(item, np.ndarray):
            return plain(item.tolist())
        if isinstance(item, (np.floating, np.integer)):
            return item.item()
        return item

    (HERE / name).write_text(json.dumps(plain(value), indent=None) + "\n")


def model(fitted):
    return {"coefficients": np.ravel(fitted.coef_), "intercept": float(np.ravel(fitted.intercept_)[0])}


def numbers(seed, rows, columns):
    """Columns of unlike scale and place, with some correlation."""
    random = np.random.default_rng(seed)
    mixing = np.eye(columns) + 0.4 * random.standard_normal((columns, columns))
    plain = random.standard_normal((rows, columns)) @ mixing
    return np.round(plain * np.logspace(-1, 2, columns) + np.arange(columns) * 5, 4)


def linear():
    random = np.random.default_rng(1)
    x = numbers(2, 60, 5)
    y = np.round(x @ np.array([3, -1.5, 0, 0.2, 0.01]) + 7 + random.standard_normal(60), 4)
    w = random.integers(1, 4, 60).astype(float)
    wide = numbers(3, 12, 20)
    wide_y = np.round(wide[:, 0] - wide[:, 3] + random.standard_normal(12), 4)
    centred = x - x.mean(axis=0)
    grid = (centred**2).sum() / 5 * 10.0 ** (3 - np.arange(49) / 4)
    auto = RidgeCV(alphas=grid, gcv_mode="eigen").fit(x, y)
    wide_centred = wide - wide.mean(axis=0)
    wide_grid = (wide_centred**2).sum() / 20 * 10.0 ** (3 - np.arange(49) / 4)
    errors = []
    for alpha in wide_grid:
        error = 0
        for row in range(12):
            rest = np.arange(12) != row
            fit = Ridge(alpha, solver="svd").fit(wide[rest], wide_y[rest])
            error += (fit.predict(wide[row : row + 1])[0] - wide_y[row]) ** 2
        errors.append(error)
    wide_alpha = wide_grid[int(np.argmin(errors))]
    scale = x.std(axis=0)
    bounded = nnls(np.c_[centred / scale], -(y - y.mean()))[0] / scale
    write("linear.json", {
        "x": x.T, "y": y, "w": w, "wide": wide.T, "wide_y": wide_y,
        "ordinary": model(LinearRegression().fit(x, y)),
        "weighted": model(LinearRegression().fit(x, y, w)),
        "no_intercept": model(LinearRegression(fit_intercept=False).fit(x, y)),
        "positive_negated": {
            "coefficients": bounded, "intercept": float(-y.mean() - x.mean(axis=0) @ bounded)},
        "ridge": model(Ridge(3.0).fit(x, y)),
        "ridge_weighted": model(Ridge(3.0).fit(x, y, w)),
        "ridge_wide": model(Ridge(3.0, solver="svd").fit(wide, wide_y)),
        "ridge_auto": model(auto), "ridge_auto_alpha": auto.alpha_,
        "ridge_wide_auto": model(Ridge(wide_alpha, solver="svd").fit(wide, wide_y)),
        "ridge_wide_auto_alpha": wide_alpha,
        "lasso": model(Lasso(0.5, tol=1e-14, max_iter=100_000).fit(x, y)),
        "lasso_weighted": model(Lasso(0.5, tol=1e-14, max_iter=100_000).fit(x, y, w)),
        "elastic_net": model(ElasticNet(0.5, l1_ratio=0.3, tol=1e-14, max_iter=100_000).fit(x, y)),
        "lasso_wide": model(Lasso(0.2, tol=1e-14, max_iter=100_000).fit(wide, wide_y)),
    })


def logistic():
    random = np.random.default_rng(5)
    x = numbers(6, 120, 4) / np.array([1, 1, 10, 50])
    score = x @ np.array([2.0, -1.0, 0.2, 0.3])
    score -= np.median(score)
    binary = (score + random.logistic(size=120) > 0).astype(int)
    many = np.digitize(score + 1.5 * random.logistic(size=120), [-1.5, 1.5])
    w = random.integers(1, 4, 120).astype(float)
    settings = dict(tol=1e-12, max_iter=100_000)

    def fit(y, c, weights=None):
        fitted = LogisticRegression(C=c, solver="newton-cg", **settings).fit(x, y, weights)
        return {"p": fitted.predict_proba(x).T, "coefficients": fitted.coef_, "intercepts": fitted.intercept_}

    lasso = LogisticRegression(C=0.5, l1_ratio=0.6, solver="saga", tol=1e-10, max_iter=1_000_000)
    lasso.fit(x, binary)
    write("logistic.json", {
        "x": x.T, "binary": binary, "many": many, "w": w,
        "binary_fit": fit(binary, 0.7), "binary_weighted": fit(binary, 0.7, w),
        "many_fit": fit(many, 0.7), "many_weighted": fit(many, 2.0, w),
        "elastic": {"p": lasso.predict_proba(x).T, "coefficients": lasso.coef_,
                    "intercepts": lasso.intercept_},
    })


def classic():
    """Nearest neighbours, naive Bayes and trees (of a shape without ties, which scikit-learn breaks at random)."""
    random = np.random.default_rng(7)
    x = numbers(8, 90, 3)
    later = numbers(9, 25, 3)
    y = np.round(np.sin(x[:, 0]) * 3 + x[:, 1] * 0.3 + random.standard_normal(90), 3)
    classes = np.digitize(y, np.quantile(y, [0.3, 0.7]))
    w = random.integers(1, 4, 90).astype(float)
    colours = random.integers(0, 4, (90, 2))
    later_colours = random.integers(0, 4, (25, 2))
    gauss = GaussianNB().fit(x, classes)
    names = CategoricalNB(alpha=1.0, min_categories=4).fit(colours, classes, w)
    tree = dict(random_state=0)
    write("classic.json", {
        "x": x.T, "later": later.T, "y": y, "classes": classes, "w": w,
        "colours": colours.T, "later_colours": later_colours.T,
        "knn": KNeighborsRegressor(4).fit(x, y).predict(later),
        "knn_distance": KNeighborsRegressor(4, weights="distance").fit(x, y).predict(later),
        "knn_classes": KNeighborsClassifier(7).fit(x, classes).predict_proba(later).T,
        "bayes_gauss": gauss.predict_proba(later).T,
        "bayes_names": names.predict_proba(later_colours).T,
        "tree": DecisionTreeRegressor(max_depth=4, min_samples_leaf=3, **tree).fit(x, y).predict(later),
        "tree_weighted": DecisionTreeRegressor(max_depth=3, min_samples_leaf=4, **tree).fit(x, y, w).predict(later),
        "tree_full": DecisionTreeRegressor(min_samples_leaf=4, **tree).fit(x, y).predict(later),
        "tree_classes": DecisionTreeClassifier(max_depth=3, **tree).fit(x, classes).predict_proba(later).T,
    })


def rodents(source):
    data = pd.read_csv(source)
    data = data[data.weight.notna()].iloc[::4].reset_index(drop=True)
    columns = ["month", "year", "plot_id", "species_id", "sex", "hindfoot_length", "plot_type", "weight"]
    data = data[columns]
    data.to_csv(HERE / "rodents.csv", index=False)
    test = np.arange(len(data)) % 5 == 0
    x = data.drop(columns="weight")
    for name in ["species_id", "sex", "plot_type"]:
        x[name] = x[name].astype("category")
    y = data.weight
    settings = dict(num_leaves=31, min_child_samples=20, learning_rate=0.05, verbose=-1)

    def rmse(predicted, truth):
        return float(np.sqrt(np.mean((predicted - truth) ** 2)))

    squared = lightgbm.LGBMRegressor(n_estimators=300, **settings).fit(x[~test], y[~test])
    absolute = lightgbm.LGBMRegressor(n_estimators=300, objective="l1", **settings).fit(x[~test], y[~test])
    poisson = lightgbm.LGBMRegressor(n_estimators=300, objective="poisson", **settings)
    poisson.fit(x[~test], y[~test])
    heavy = (y > 40).astype(int)
    binary = lightgbm.LGBMClassifier(n_estimators=100, **settings).fit(x[~test], heavy[~test])
    sizes = np.digitize(y, [20, 45])
    many = lightgbm.LGBMClassifier(n_estimators=100, **settings).fit(x[~test], sizes[~test])
    coded = pd.DataFrame({
        name: x[name].cat.codes if str(x[name].dtype) == "category" else x[name] for name in x})
    forest = RandomForestRegressor(100, min_samples_leaf=3, max_features=3, random_state=0, n_jobs=2)
    forest.fit(coded[~test], y[~test])
    write("rodents.json", {
        "rmse": rmse(squared.predict(x[test]), y[test]),
        "absolute_mae": float(np.mean(np.abs(absolute.predict(x[test]) - y[test]))),
        "poisson_rmse": rmse(poisson.predict(x[test]), y[test]),
        "log_loss": log_loss(heavy[test], binary.predict_proba(x[test])[:, 1]),
        "many_log_loss": log_loss(sizes[test], many.predict_proba(x[test])),
        "forest_rmse": rmse(forest.predict(coded[test]), y[test]),
    })


if __name__ == "__main__":
    linear()
    logistic()
    classic()
    rodents(sys.argv[1])
