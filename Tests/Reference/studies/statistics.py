"""Expected values for the statistics of studies, from SciPy and statsmodels-free formulas.

Run: python statistics.py > statistics.json
"""
import json
import numpy as np
from scipy import stats

rng = np.random.default_rng(4)
blocks = rng.integers(0, 12, 200)
a = rng.gamma(2.0, 1.0, 200) + 0.1 * blocks
b = rng.gamma(2.0, 1.1, 200) + 0.1 * blocks

def relative(a, b, blocks):
    """Relative difference of root means with the standard error of the linearised ratio by block."""
    ma, mb = a.mean(), b.mean()
    fa, fb = np.sqrt(ma), np.sqrt(mb)
    u = 0.5 / fa / fb * (a - ma) - fa / fb**2 * 0.5 / fb * (b - mb)
    sums = np.array([u[blocks == g].sum() for g in np.unique(blocks)])
    g = len(sums)
    return fa / fb - 1, np.sqrt(g / (g - 1) * (sums**2).sum()) / len(a)

p = [0.001, 0.012, 0.03, 0.04, 0.2, 0.5, 0.9]
effects = np.array([-0.07, 0.01, 0.02, 0.0, 0.05])
errors = np.array([0.01, 0.02, 0.015, 0.01, 0.03])
w = 1 / errors**2
q = float((w * (effects - (w * effects).sum() / w.sum()) ** 2).sum())
difference, error = relative(a, b, blocks)
print(json.dumps({
    "normal_quantile": [[x, stats.norm.ppf(x)] for x in (1e-6, 0.025, 0.3, 0.5, 0.975, 0.999)],
    "student_cdf": [[t, df, stats.t.cdf(t, df)] for t in (-3.0, -0.5, 0.0, 1.0, 2.5) for df in (1, 4, 30, 122)],
    "student_quantile": [[x, df, stats.t.ppf(x, df)] for x in (0.6, 0.9, 0.975, 0.9995) for df in (1, 4, 30, 122)],
    "benjamini_hochberg": {"p": p, "rejected": (stats.false_discovery_control(p) <= 0.10).tolist()},
    "heterogeneity": {"effects": effects.tolist(), "errors": errors.tolist(), "q": q, "i2": max(0, 1 - 4 / q)},
    "relative": {"blocks": blocks.tolist(), "a": a.tolist(), "b": b.tolist(), "difference": difference, "error": error},
}, indent=1))
