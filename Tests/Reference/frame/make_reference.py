"""Makes frame.json: expected results of table verbs, computed by pandas.

    python make_reference.py > frame.json
"""

import json

import numpy as np
import pandas as pd

random = np.random.default_rng(20240131)
rows = 60
data = pd.DataFrame(
    {
        "store": random.choice(["north", "süd", "east"], rows),
        "day": random.permutation(rows),
        "units": random.integers(-20, 50, rows),
        "price": np.round(random.normal(10, 4, rows), 3),
        "promo": random.random(rows) < 0.4,
    }
)
data.loc[random.choice(rows, 9, replace=False), "price"] = np.nan
data["store"] = data["store"].astype(object)
data.loc[random.choice(rows, 6, replace=False), "store"] = None
stores = pd.DataFrame({"store": ["süd", "north", "north", "west", None], "size": [1, 2, 3, 4, 5]})


def cells(values):
    return [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in values]


def table(frame):
    return {name: cells(frame[name]) for name in frame.columns}


by = data.groupby("store", dropna=False, sort=True)["price"]
summary = pd.DataFrame(
    {
        "count": data.groupby("store", dropna=False, sort=True).size(),
        "present": by.count(),
        "sum": by.sum(min_count=1),
        "mean": by.mean(),
        "median": by.median(),
        "std": by.std(),
        "variance": by.var(),
        "q10": by.quantile(0.1),
        "min": by.min(),
        "max": by.max(),
        "n_distinct": by.nunique(),
        "units": data.groupby("store", dropna=False, sort=True)["units"].sum(),
    }
).reset_index()

ordered = data.sort_values(["store", "day"])
within = ordered.groupby("store", dropna=False)
price = within["price"]
windows = pd.DataFrame(
    {
        "lag2": price.shift(2),
        "lead1": within["units"].shift(-1),
        "difference": within["units"].diff(),
        "rolling": price.transform(lambda v: v.rolling(3).mean()),
        "rolling_std": price.transform(lambda v: v.rolling(4, min_periods=2).std()),
        "cumulative": price.cumsum(),
        "filled": price.ffill(),
        "rank": price.rank(method="min"),
        "row": within.cumcount() + 1,
        "greatest": within["units"].cummax(),
    }
).sort_index()

known = stores[stores["store"].notna()]
left = data.merge(known, on="store", how="left")
inner = data[data["store"].notna()].merge(known, on="store", how="inner")
pivot = data.pivot_table(index="store", columns="promo", values="units", aggfunc="sum")

print(
    json.dumps(
        {
            "data": table(data),
            "stores": table(stores),
            "summary": table(summary),
            "windows": table(windows),
            "left_join": table(left[["day", "size"]]),
            "inner_join": table(inner[["day", "size"]]),
            "pivot": {"store": list(pivot.index), **{str(c).lower(): cells(pivot[c]) for c in pivot}},
            "sorted_days": cells(
                data.sort_values(["price", "units"], ascending=[False, True], kind="stable")["day"]
            ),
            "distinct_days": cells(data.drop_duplicates(["store", "promo"])["day"]),
        },
        ensure_ascii=False,
        indent=1,
    )
)
