# Staffetta: every command a person needs. `make run` and `make test` are the two to know.

PORT ?= 8080
TARGET := $(or $(CARGO_TARGET_DIR),target)
STAFFETTA := $(TARGET)/debug/staffetta
RELEASE := $(TARGET)/release/staffetta
WEB_SOURCES := $(shell find designer/app -type f -not -path '*/dist/*' 2>/dev/null) designer/package.json designer/package-lock.json

.PHONY: run test build bench soak fmt lint web conformance openapi tools browser

run: web
	cargo build --workspace
	PORT=$(PORT) $(STAFFETTA) demo

build: web
	cargo build --release --workspace
	@echo "$(RELEASE)"

web: designer/dist/index.html

designer/node_modules/.package-lock.json: designer/package-lock.json designer/package.json
	cd designer && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

designer/dist/index.html: designer/node_modules/.package-lock.json $(WEB_SOURCES)
	cd designer && npm run build
	@touch $@

tools:
	@sh tests/tools.sh

test: tools fmt lint
	cd designer && npm test
	cargo build --workspace
	cargo test --workspace
	$(MAKE) browser
	$(MAKE) conformance

fmt:
	cargo fmt --all --check

lint: web
	cargo clippy --workspace --all-targets -- -D warnings
	cd designer && npm run check

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json tests/browser/package.json
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# The pages in Chromium, against the program that `cargo build` left; screenshots in tests/browser/out.
browser: web tests/browser/node_modules/.package-lock.json
	cd tests/browser && STAFFETTA=$(abspath $(STAFFETTA)) npm test

conformance:
	@sh tests/conformance.sh $(STAFFETTA)

# An hour or two: 1,000 kills over 20,000 mails, 100,000 jobs on two troubled nodes, a million random processes.
# STAFFETTA_SEED repeats a run.
soak: tools
	cargo build --workspace
	STAFFETTA_KILLS=1000 STAFFETTA_MAILS=20000 cargo test --workspace --test suite -- crash::at_random --nocapture
	STAFFETTA_JOBS=100000 cargo test --workspace --test suite -- nodes::counted --nocapture
	STAFFETTA_CASES=1000000 cargo test --release -p interpreter --test properties
	@sh tests/conformance.sh $(STAFFETTA) --restart

bench: build
	cargo bench --workspace --bench '*'
	cd designer && npm run --silent size

# After a change of the HTTP API: its description and the types of the pages, both committed.
openapi: designer/node_modules/.package-lock.json
	cargo build --workspace
	$(STAFFETTA) openapi > designer/openapi.json
	cd designer && npm run --silent api
