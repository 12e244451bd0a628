# `make demo` and `make test` need only Python 3.11 or later and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: demo test test-thorough test-pulp4 test-oldest test-newest test-postgis lint page prove fuzz bench docs pictures lock clean
.PHONY: dist test-wheel bundle test-bundle

demo: $(STAMP)
	$(BIN)/halfhour demo --out demo-out

# A file of tests stays on one process: its tests share what they set up.
test: lint page
	$(BIN)/python -m pytest -n auto --dist loadfile

# What takes seconds each and guards no figure of a page, by measurement: documents, notebooks, packages, how pages
# look and are reached by keys and readers of screens, more mutated files. CI runs it.
test-thorough: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile -m "thorough and not prove and not fuzz"

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
	@echo "Installing what requirements.lock names into $(VENV): a few minutes in which pip shows nothing."
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

# PuLP 4 needs Python 3.12 or later. Outside of the folder, or numba takes ours for coverage.py.
test-pulp4:
	$(PYTHON) -m venv .cache/pulp4
	.cache/pulp4/bin/python -m pip install --quiet . 'pulp>=4,<5' pytest hypothesis networkx playwright jsonschema
	PYTHONSAFEPATH=1 .cache/pulp4/bin/python -m pytest tests/optimize

# The oldest versions that pyproject.toml allows, and the newest, on any Python from 3.11: a core of the tests.
# Needs uv. Old libraries warn of what newer ones changed; that is no fault of ours.
CORE := tests/app/command tests/app/plan/test_plan_study.py tests/app/results/test_frontier_files.py tests/app/results/test_layer_files.py \
	tests/app/results/test_table_files.py tests/common/packages tests/coverage/test_gap_clusters.py \
	tests/coverage/zones tests/coverage/surface tests/data/formats tests/data/osm tests/data/sheets \
	tests/geo/travel tests/maps/charts tests/maps/pictures tests/optimize/core
TEST_TOOLS := pytest pytest-timeout hypothesis jsonschema openpyxl httpx networkx playwright

test-oldest: RESOLUTION := lowest-direct
test-newest: RESOLUTION := highest
test-oldest test-newest: $(STAMP)
	uv venv --quiet --clear --python $(PYTHON) .cache/$@
	uv pip compile --quiet pyproject.toml --extra all --resolution $(RESOLUTION) --only-binary :all: \
		--python .cache/$@/bin/python --no-emit-index-url --no-annotate -o .cache/$@/versions.txt
	uv pip install --quiet --python .cache/$@/bin/python -r .cache/$@/versions.txt $(TEST_TOOLS)
	PYTHONPATH=scripts $(BIN)/python -m release.packages --out .cache/$@/dist
	uv pip install --quiet --python .cache/$@/bin/python --no-deps .cache/$@/dist/*.whl
	PYTHONSAFEPATH=1 PYTHONPATH=scripts .cache/$@/bin/python -m release.import_all
	PYTHONSAFEPATH=1 .cache/$@/bin/python -m pytest -o filterwarnings=default $(CORE)

# The wheel and the source archive, equal to the byte for one commit.
dist: $(STAMP)
	PYTHONPATH=scripts $(BIN)/python -m release.packages

# The wheel in a fresh environment, without extras, away from the sources.
test-wheel: $(STAMP)
	PYTHONPATH=scripts $(BIN)/python -m release.try_install

# One archive for machines without internet: make bundle BUNDLE="--python 3.11 3.12 --system linux".
bundle: $(STAMP)
	PYTHONPATH=scripts $(BIN)/python -m release.bundle $(BUNDLE)

# Such an archive for this machine, installed and used where no network is.
test-bundle: $(STAMP)
	PYTHONPATH=scripts $(BIN)/python -m release.try_bundle

# Needs PostgreSQL with PostGIS: apt-get install postgresql-15-postgis-3. Its servers are started and killed here.
test-postgis: $(STAMP)
	HALFHOUR_REQUIRE_POSTGIS=1 $(BIN)/python -m pytest -m postgis tests/data/postgis tests/app/study/database tests/app/results/database

# The second line: every property that names no number of examples of its own, with 1,000 in place of 50.
prove: $(STAMP)
	$(BIN)/python -m pytest -m prove -s
	$(BIN)/python -m pytest -m "hypothesis and not prove and not fuzz" --hypothesis-profile=prove --timeout=7200

# 10,000 mutated files of each reader, in processes of bounded time and memory.
fuzz: $(STAMP)
	$(BIN)/python -m pytest tests/fuzz -m fuzz -n auto

# Half an hour with BENCH="--large"; what came of it stands in docs/performance/.
bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -r benchmarks/requirements.txt
	$(BIN)/python benchmarks/travel_time.py $(BENCH)
	$(BIN)/python benchmarks/optimise.py $(BENCH_OPTIMISE)

# The documentation as a site that needs no internet, in build/site.
docs: $(STAMP)
	$(BIN)/python scripts/build_site.py build/site

# The pictures of the documents; needs Chromium and a Chinese font.
pictures: $(STAMP)
	$(BIN)/python scripts/write_pictures.py
	$(BIN)/python scripts/write_concept_pictures.py

# Needs uv (pip install uv). No index address is written.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --upgrade -o requirements.lock

clean:
	rm -rf $(VENV) .cache build *.egg-info node_modules
