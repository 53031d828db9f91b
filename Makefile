# Two commands: `make run` shows the whole system, `make test` proves it.
PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --progress-bar on -c constraints.txt
SIDE_BY_SIDE := -n auto --dist worksteal
NEEDS  := setup.cfg pyproject.toml constraints.txt

.PHONY: run install test check format bench bench-peers docs constraints clean

run: .venv/.runtime ## the demo in the browser; ARGS="--http 127.0.0.1:9000" changes it
	@$(BIN)/kiosk demo $(ARGS)

install: .venv/.development ## everything for development

test: .venv/.development ## the whole suite; ARGS="-k hospital" picks some
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

check: .venv/.development ## format, lint, types, menus, tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=
	$(BIN)/coverage report --skip-covered --skip-empty

format: .venv/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.development ## prints figures and writes them to bench/results/
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

bench-peers: .venv/.development .venv-peers/.installed ## codec and menus beside those of other projects
	$(BIN)/python bench/codec.py
	$(BIN)/python bench/menus.py

docs: .venv/.development ## writes the generated pages and the picture
	$(BIN)/python -m kiosk.cli.page > docs/cli.md
	$(BIN)/python -m modem.simulator.conformance > docs/conformance.md
	LOKET_DOCS=1 $(BIN)/python -m pytest -q tests/modem/test_simulator_docs.py -k table
	LOKET_PICTURE=docs/demo.png $(BIN)/python -m pytest -q tests/kiosk/test_demo_browser.py -k queue_number

constraints: ## resolves the newest versions and holds them
	scripts/constraints.sh $(PYTHON)

clean:
	rm -rf .venv .venv-peers build *.egg-info .coverage .mypy_cache .ruff_cache .hypothesis

.venv-peers/.installed: bench/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check install -r bench/peers.txt
	if command -v npm; then npm install --prefix .venv-peers --no-save --no-audit --no-fund node-pdu@2.1.1; fi
	@touch $@

.venv/.runtime: $(NEEDS)
	@scripts/venv.sh $(PYTHON)
	$(PIP) -e .
	@touch $@

.venv/.development: $(NEEDS)
	@scripts/venv.sh $(PYTHON)
	$(PIP) -e '.[dev]'
	@touch $@ .venv/.runtime
