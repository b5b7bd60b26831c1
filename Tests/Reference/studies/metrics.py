"""Writes the figures of scikit-learn that MetricTests compare with: python metrics.py > metrics.txt"""
import numpy as np
from sklearn import metrics as m

def numbers(seed, count):
    """A multiplicative generator that the tests repeat."""
    values, state = [], seed
    for _ in range(count):
        state = (state * 48271) % 2147483647
        values.append(state / 2147483647)
    return np.array(values)

n = 60
y = 10 * numbers(3, n) - 3
p = y + 4 * numbers(5, n) - 2
w = 0.1 + numbers(7, n)
b = (numbers(11, n) > 0.6).astype(int)
q = np.round(np.clip(0.5 * b + 0.7 * numbers(13, n) - 0.1, 0.01, 0.99), 2)
c = np.floor(3 * numbers(17, n)).astype(int)
r = np.stack([numbers(19 + k, n) + 1.5 * (c == k) for k in range(3)], axis=1)
r = r / r.sum(axis=1, keepdims=True)
d, e = (q >= 0.5).astype(int), r.argmax(axis=1)

def show(name, value):
    print(f"{name} {value:.15g}")

for label, weight in [("", None), ("weighted ", w)]:
    s = dict(sample_weight=weight)
    show(label + "rmse", m.root_mean_squared_error(y, p, **s))
    show(label + "mae", m.mean_absolute_error(y, p, **s))
    show(label + "mape", m.mean_absolute_percentage_error(y, p, **s))
    show(label + "r2", m.r2_score(y, p, **s))
    show(label + "pinball(0.9)", m.mean_pinball_loss(y, p, alpha=0.9, **s))
    for kind, truth, prob, decided in [("binary", b, q, d), ("multiclass", c, r, e)]:
        k = label + kind + " "
        multi = kind == "multiclass"
        show(k + "log_loss", m.log_loss(truth, prob, **s))
        show(k + "brier", np.average(((np.eye(3)[c] - r) ** 2).sum(axis=1), weights=weight) if multi
             else m.brier_score_loss(truth, prob, **s))
        if multi:
            show(k + "roc_auc", np.mean([m.roc_auc_score(c == j, r[:, j], **s) for j in range(3)]))
            show(k + "average_precision", np.mean([m.average_precision_score(c == j, r[:, j], **s) for j in range(3)]))
        else:
            show(k + "roc_auc", m.roc_auc_score(truth, prob, **s))
            show(k + "average_precision", m.average_precision_score(truth, prob, **s))
        show(k + "accuracy", m.accuracy_score(truth, decided, **s))
        show(k + "balanced_accuracy", m.balanced_accuracy_score(truth, decided, **s))
        for average in ["macro", "weighted", "micro"] + ([] if multi else ["binary"]):
            shown = "positive" if average == "binary" else average
            for name, f in [("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)]:
                show(f'{k}{name}(average: "{shown}")', f(truth, decided, average=average, **s))
