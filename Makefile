# `make demo` and `make test` need only Python 3.11 or later and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: demo test test-pulp4 test-postgis lint page prove fuzz bench pictures lock clean

demo: $(STAMP)
	$(BIN)/halfhour demo --out demo-out

# A file of tests stays on one process: its tests share what they set up.
test: lint page
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python scripts/check_tree.py
	$(BIN)/python scripts/check_cycles.py
	$(BIN)/python scripts/check_docstrings.py
	$(BIN)/python scripts/check_package.py
	$(BIN)/python scripts/write_sbom.py --check
	$(BIN)/python -m pip check

# The map pages' scripts: lint, types and unit tests. Node comes with the Python packages; npm's are installed once.
page: $(STAMP)
	$(BIN)/python scripts/check_page.py

# Installed once; again only when what is to be installed changes.
$(STAMP): requirements.lock pyproject.toml setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

# Half an hour with BENCH="--large"; what came of it stands in docs/performance/.
# PuLP 4 needs Python 3.12 or later. Outside of the folder, or numba takes ours for coverage.py.
test-pulp4:
	$(PYTHON) -m venv .cache/pulp4
	.cache/pulp4/bin/python -m pip install --quiet . 'pulp>=4,<5' pytest hypothesis networkx playwright jsonschema
	PYTHONSAFEPATH=1 .cache/pulp4/bin/python -m pytest tests/optimize

# Needs PostgreSQL with PostGIS: apt-get install postgresql-15-postgis-3. Its servers are started and killed here.
test-postgis: $(STAMP)
	HALFHOUR_REQUIRE_POSTGIS=1 $(BIN)/python -m pytest -m postgis tests/data/postgis tests/app/study/database tests/app/results/database

prove: $(STAMP)
	$(BIN)/python -m pytest -m prove -s

# 10,000 mutated files of each reader, in processes of bounded time and memory.
fuzz: $(STAMP)
	$(BIN)/python -m pytest tests/fuzz -m fuzz -n auto

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -r benchmarks/requirements.txt
	$(BIN)/python benchmarks/travel_time.py $(BENCH)
	$(BIN)/python benchmarks/optimise.py $(BENCH_OPTIMISE)

# The pictures of the documents; needs Chromium and a Chinese font.
pictures: $(STAMP)
	$(BIN)/python scripts/write_pictures.py

# Needs uv (pip install uv). No index address is written.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --upgrade -o requirements.lock

clean:
	rm -rf $(VENV) .cache build *.egg-info node_modules
