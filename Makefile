# make demo    sets the machine up, builds, and runs the quickstart on the data shipped here
# make test    sets the machine up and runs every test
# Each is safe to run again; what is in place already is not done twice.

PACKAGES := python3 python3-venv libpython3.11 libopenblas0-pthread libedit-dev \
	libcmark-gfm-dev libcmark-gfm-extensions-dev libre2-dev pkg-config tmux librsvg2-2 libsixel1
DUCKDB   := duckdb==2.0.0
# What notebooks/python_features.segnb and the tests of the bridge use.
PYTHON   := numpy pandas pyarrow polars scikit-learn lightgbm matplotlib
VENV     := .venv
SEGNB    := .build/release/segnb
# The program links Swift's library statically: it starts in half the time. Frame pointers would take a register from the
# loop of the machine: a fifth slower.
RELEASE  := -c release --static-swift-stdlib --omit-frame-pointers
# Swift's testing library comes as a shared one only, so tests are built apart.
TESTS    := -c release --scratch-path .build-tests
SUDO     := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo test setup build bench docs clean

demo: build
	$(SEGNB) run notebooks/quickstart.segnb --html quickstart.report.html

test: setup
	swift build $(TESTS) --build-tests
	@for notebook in notebooks/*.segnb; do \
		echo "$$notebook"; \
		.build-tests/release/segnb run "$$notebook" --quiet || exit 1; \
	done
	swift test $(TESTS) --skip-build

build: setup
	swift build $(RELEASE) --product segnb

setup: $(VENV)/.ready
	@missing=""; for package in $(PACKAGES); do \
		dpkg -s $$package > /dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "installing:$$missing"; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $$missing; \
	fi

# The private Python environment: DuckDB's library comes out of its wheel.
$(VENV)/.ready: Makefile
	@dpkg -s python3-venv > /dev/null 2>&1 || \
		{ $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q python3-venv; }
	/usr/bin/python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check $(DUCKDB) $(PYTHON)
	@touch $@

bench: build
	SEGNB="$(SEGNB) run" Benchmarks/language/run

# The reference of the builtins and the page of the manual, both made from declarations.
docs: build
	$(SEGNB) doc > docs/builtins.md
	swift build $(RELEASE) --product generate-manual
	.build/release/generate-manual $(SEGNB) --section 1 --output-directory docs

clean:
	rm -rf .build .build-tests $(VENV)
