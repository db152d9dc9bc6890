# Everything from Python 3.11 and make; `make help` lists the targets.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := build/demo
KG := $(BIN)/fulian-kg
BUNDLE := src/fulian_kg/server/static/built

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all coverage check format bench assets wheel wheel-release try-wheel doctor lock clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(READY) ## make .venv with the pinned dependencies and this checkout

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON=…")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## build examples/ and compare; ends with the comparison and a quoted fact on screen
	$(KG) build examples/compilation.md --store $(DEMO)
	@echo
	$(KG) query evidence --store $(DEMO) -p text=九道湾
	@echo
	$(KG) compare --store $(DEMO)
	@echo
	$(KG) compare --store $(DEMO) --columns funding --province 北京市

test: $(READY) ## run every test that this machine can; ends with what ran and what was skipped, and why
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST)

test-all: export FULIAN_TEST_ALL = 1
test-all: test ## the same, but a missing prerequisite is a failure

coverage: export PYTEST = --cov --cov-report term:skip-covered
coverage: test ## the same, and which lines no test ran (twice as long)

check: $(READY) ## lint, format, types, layers, spelling, project metadata
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/validate-pyproject pyproject.toml

format: $(READY) ## put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## measure speed, as ratios within one run
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/comparison.py
	$(BIN)/python benchmarks/similarity.py
	$(BIN)/python benchmarks/server.py

assets: ## bundle the editor of the workbench (node and npm); pages work without it
	npm ci --ignore-scripts --no-audit --no-fund
	rm -rf $(BUNDLE)
	npx --no-install esbuild assets/editor.js --bundle --minify --format=esm --charset=utf8 --legal-comments=linked --outdir=$(BUNDLE)
	node assets/licences.js $(BUNDLE)/licences.txt

wheel: $(READY) ## build dist/*.whl
	@test -f $(BUNDLE)/editor.js || echo 'warning: the wheel has no editor for the workbench; `make assets` bundles it' >&2
	rm -rf dist
	$(BIN)/python -m build --quiet --no-isolation --outdir dist .

wheel-release: ## the same, but refuses without the bundle of `make assets`
	@test -f $(BUNDLE)/editor.js || { echo 'a release has the editor of the workbench: run `make assets` first' >&2; exit 1; }
	@$(MAKE) --no-print-directory wheel

try-wheel: wheel ## install the wheel, without the checkout, into a new environment and use it
	rm -rf build/wheel
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
	cp examples/compilation.md build/wheel/
	cd build/wheel && venv/bin/fulian-kg build compilation.md --format json > ledger.json
	cd build/wheel && venv/bin/python -m fulian_kg query cases-by-province
	cd build/wheel && venv/bin/fulian-kg verify

doctor: $(READY) ## say what is missing on this machine and which Debian package brings it
	@$(BIN)/python tests/prerequisites.py

lock: $(READY) ## pin the dependencies of pyproject.toml again, with hashes and without addresses
	$(BIN)/python -m piptools compile --quiet --extra dev --generate-hashes --no-strip-extras --allow-unsafe --no-header \
	  --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
	  --output-file requirements.lock pyproject.toml

clean: ## remove what was built
	rm -rf build dist node_modules $(BUNDLE) .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
