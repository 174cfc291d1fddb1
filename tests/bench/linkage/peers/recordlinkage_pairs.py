# /// script
# requires-python = ">=3.11"
# dependencies = ["recordlinkage==0.16", "pandas==2.3.3", "scikit-learn==1.9.1", "setuptools==80.10.2"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""recordlinkage's expectation-maximisation on FEBRL: recordlinkage_pairs.py SETTINGS RECORDS.csv PAIRS.csv. The only
settings are febrl. Prints how long it took, as JSON."""

import json
import sys
import time

import numpy as np
import pandas as pd
import recordlinkage

_BLOCKS = (
    ["given_name"], ["family_name"], ["birth_date"], ["postcode", "street_number"], ["address_1"],
    ["suburb", "street_number"],
)  # fmt: skip
_TEXTS = ("given_name", "family_name", "address_1", "suburb")
_EXACT = ("postcode", "street_number", "birth_date")
_ALIKE, _SMALLEST = 0.85, 1e-12


def main(settings: str, records: str, pairs: str) -> None:
    del settings
    table = pd.read_csv(records, dtype=str, keep_default_na=False).set_index("record_id").replace("", None)
    start = time.perf_counter()
    index = recordlinkage.Index()
    for block in _BLOCKS:
        index.block(block)
    weights = _weigh(table, index)
    weights.to_csv(pairs)
    sys.stdout.write(json.dumps({"train and predict": time.perf_counter() - start}))


def _weigh(table: pd.DataFrame, index: recordlinkage.Index) -> pd.Series:
    """Log2 of the odds, for pairs more likely one than not by some chance in 16."""
    two = sorted(set(table["source"]))
    tables = [table[table["source"] == source] for source in two] if len(two) == 2 else [table]
    compare = recordlinkage.Compare()
    for text in _TEXTS:
        compare.string(text, text, method="jarowinkler", threshold=_ALIKE)
    for column in _EXACT:
        compare.exact(column, column)
    vectors = compare.compute(index.index(*tables), *tables)
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    classifier.fit(vectors)
    chance = classifier.prob(vectors).clip(_SMALLEST, 1 - _SMALLEST)
    weight = np.log2(chance / (1 - chance)).rename("match_weight").rename_axis(["record_id_l", "record_id_r"])
    return weight[weight > -4]


if __name__ == "__main__":
    main(*sys.argv[1:])
