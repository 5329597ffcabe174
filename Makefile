# Two commands do everything: `make demo` runs the main job on the embedded model, `make test` passes the tests.
# Both do their own set-up. Needs: the .NET 10 SDK, Node with npm, and (for .zst and some tests) apt.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
DOTNET := dotnet

.PHONY: build gpu demo test nano natives system sln format docs pack clean

natives: node_modules/.package-lock.json
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund >&2
	@touch $@

# Debian packages: libzstd for .zst streams; zstd and chromium for tests. Says what is missing where it cannot install.
system:
	@.ci/system-packages

build: natives
	$(DOTNET) publish tools/forge -c Release -o bin -v quiet -nodeReuse:false

# The tools with ONNX Runtime's CUDA provider (CUDA 13 and cuDNN 9 are the machine's own). make build goes back to the plain one.
gpu:
	$(DOTNET) publish tools/forge -c Release -o bin -v quiet -nodeReuse:false -p:Gpu=true

demo: system build
	@manifests/demo.sh

test: build
	@.ci/system-packages tests
	@tests/run.sh

# The bundled models anew, or on from their checkpoints; needs python3-torch, python3-numpy and libopenblas0-pthread.
nano: build
	@corpora/models/forge-nano/train/nano.sh

# Conflicts in the solution are resolved by making it anew.
sln:
	rm -f DataForge.sln && $(DOTNET) new sln --format sln -n DataForge >/dev/null
	$(DOTNET) sln DataForge.sln add $$(find src tools tests -name '*.csproj' | sort) >/dev/null

format:
	$(DOTNET) format whitespace DataForge.sln --exclude node_modules/

docs: build
	node docs/make-options.mjs > docs/options.md

# The libraries as NuGet packages, and what they depend on.
pack:
	for room in Core Text Answers Contamination; do $(DOTNET) pack src/DataForge.$$room -c Release -v quiet -o artifacts/packages; done

clean:
	rm -rf artifacts bin
