"""The same study as study.segnb in plain pandas, scikit-learn and LightGBM."""

import pathlib
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "examples/python"))
from rodent_features import add_features

frame = add_features(pd.read_csv(root / "examples/data/rodent_surveys.csv"))
frame = frame[frame["weight"].notna()]
numbers = ["hindfoot_length", "plot_id", "month_sin", "month_cos"]
texts = ["sex", "species_id", "season"]
frame[texts] = frame[texts].astype("category")
ridge = make_pipeline(
    make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts)), Ridge(alpha=1.0))
folds = KFold(5, shuffle=True, random_state=7)
for name, learner in [("ridge", ridge), ("lightgbm", lgb.LGBMRegressor(n_estimators=100, verbose=-1))]:
    predicted = cross_val_predict(learner, frame[numbers + texts], frame["weight"], cv=folds)
    print(name, round(float(np.sqrt(np.mean((predicted - frame["weight"]) ** 2))), 4))
