"""Features of trapped rodents, in the pandas that a project had before segnb."""

import numpy as np
import pandas as pd

SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring",
           6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}


def add_features(captures: pd.DataFrame) -> pd.DataFrame:
    """Adds the season, the month on a circle, and whether the plot was left alone.

    Every new value comes from its own row, so nothing is learned here.
    """
    frame = captures.copy()
    frame["season"] = frame["month"].map(SEASONS)
    angle = 2 * np.pi * (frame["month"] - 1) / 12
    frame["month_sin"] = np.sin(angle)
    frame["month_cos"] = np.cos(angle)
    frame["control"] = frame["plot_type"].eq("Control")
    print(f"{len(frame)} captures, {frame['season'].nunique()} seasons")
    return frame
