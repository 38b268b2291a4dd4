"""A small archive of made-up districts, and an encoder that needs no model: building is tested, not meaning."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.places.gazetteer import COLUMNS
from tests.parsing.made import MADE

REPORT = """\
临沧澜市{district}卫生健康局{year}年法治政府建设情况报告

{year}年，{district}卫生健康局依法履职，现将情况报告如下。
一、主要工作和成效
（一）推进医疗纠纷人民调解
全年受理医疗纠纷{cases}件，调解员、律师和医学专家共同会商。
（二）规范行政执法
全年组织执法人员培训12次；抽查医疗机构{cases}家次。
二、存在的问题
普法宣传形式单一，基层执法力量不足。

临沧澜市{district}卫生健康局
{next_year}年1月15日
"""


def report(district: str = "桐陂区", year: int = 2023, cases: int = 86) -> str:
    return REPORT.format(district=district, year=year, cases=cases, next_year=year + 1)


class HashEncoder:
    """Unit vectors of 8 figures that depend on the text alone; `encoded` counts the passages it was asked for."""

    name = "made-up"
    dim = 8
    precision = "float32"

    def __init__(self) -> None:
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [np.frombuffer(hashlib.sha256(t.encode()).digest()[: self.dim], np.uint8) + 1.0 for t in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), self.dim)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return self.encode_queries(texts)


def write_places(folder: Path) -> None:
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *map(astuple, MADE)])


def write_archive(folder: Path) -> Path:
    """Two reports of two districts, with the places that they name."""
    folder.mkdir(parents=True)
    write_places(folder)
    (folder / "桐陂区2023.txt").write_text(report(), encoding="utf-8")
    (folder / "白泽区2024.txt").write_text(report("白泽区", 2024, 41), encoding="utf-8")
    return folder
