# convviz: `make run` opens the app, `make test` runs every check and test; `make` alone lists what there is.
# All of it happens in a virtual environment, .venv, which is made here and brought up to date when
# pyproject.toml changes. PYTHON=/path/to/python makes it with another Python.

PYTHONS := python3.13 python3.12 python3.11 python3
VENV := .venv
GROUP := dev
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check screenshots weights bench tune clean run-packages test-packages environment

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: run-packages environment ## open the app, on a sample photo or on IMAGE=photo.jpg
	@$(BIN)/convviz $(if $(IMAGE),"$(IMAGE)")

test: test-packages check ## run all checks and tests
	@$(BIN)/pytest

check: environment ## lint, formatting, types, and which module may import which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

screenshots: run-packages environment ## take the pictures of README.md, without a screen
	@QT_QPA_PLATFORM=offscreen $(BIN)/python tests/screenshots.py

# Some minutes of work; where digits stand anywhere, each is learnt at four places.
weights: environment ## train the networks that ship, into assets/weights
	@mkdir -p assets/weights
	@for network in conv local full blur; do \
		$(BIN)/convviz train digits --network $$network --placement centred --epochs 15 --lr 0.002 \
			--out assets/weights/$$network-centred.npz && \
		$(BIN)/convviz train digits --network $$network --placement anywhere --epochs 15 --lr 0.002 --copies 4 \
			--out assets/weights/$$network-anywhere.npz || exit 1; \
	done

# The other libraries are installed in a place of their own, so that nothing else can come to need them.
bench: run-packages ## measure convviz beside other libraries, for README.md; BENCH=--help lists what else it can do
	@$(MAKE) --no-print-directory environment VENV=.venv-bench GROUP=bench
	@.venv-bench/bin/python -m tests.bench $(or $(BENCH),--out tests/bench/results.md --readme README.md)

tune: environment ## measure the forms of a convolution, for the thresholds in convviz/engine/forms.py
	@$(BIN)/python -m tests.bench.tune

clean: ## remove the virtual environments, builds and caches
	rm -rf .venv .venv-bench build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

run-packages:
	@.ci/system-packages run

test-packages:
	@.ci/system-packages test

# Made anew if its Python is gone, installed into again if pyproject.toml is newer than the last time.
# pip knows --group, which reads the group from pyproject.toml, from version 25.1 on.
environment:
	@$(BIN)/python -c '' 2>/dev/null || { $(MAKE_VENV); }
	@[ $(VENV)/.ready -nt pyproject.toml ] || { \
		echo "convviz: installing what pyproject.toml asks for" >&2 && \
		$(PIP_INSTALL) --upgrade "pip>=25.1" && \
		$(PIP_INSTALL) --editable . --group $(GROUP) && \
		touch $(VENV)/.ready; \
	}

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The first Python that is new enough and complete makes it. On Debian and Ubuntu the module that puts pip
# into it (ensurepip) is a package of its own, so a Python may be there without it.
define MAKE_VENV
	incomplete=; for python in "$(PYTHON)" $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "convviz: making $(VENV) with $$("$$python" --version)" >&2; \
			"$$python" -m venv --clear $(VENV) && exit 0; \
			rm -rf $(VENV); \
			exit 1; \
		fi; \
		incomplete=$${incomplete:-$$("$$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')}; \
	done; \
	if [ -n "$$incomplete" ]; then \
		echo "convviz: $$incomplete lacks its venv module; install it (on Debian and Ubuntu: apt-get install $$incomplete-venv) and try again." >&2; \
	else \
		echo "convviz: found no Python 3.11 or newer; install one, or name it: make PYTHON=/path/to/python run" >&2; \
	fi; \
	exit 1
endef
