# make run    install what is missing, build, run configs/bottleneck.yaml
# make test   the same set-up, then all tests
# make build  release binary only          make lint    formatting check
# make format rewrite to the format        make clean   remove builds (results stay)
# make bench  speed beside PyTorch and interchange with it; writes Benchmarks/RESULTS*.md;
#             make bench-networks and make bench-interactions do one half each;
#             make bench-pipeline times the pipeline beside ninja, make, doit, snakemake and dvc,
#             make bench-store the results store beside MLflow, Optuna, Aim and Python's sqlite3,
#             make bench-cluster the controller of a run of 100,000 stages on a simulated Slurm
# make reproduce  the studies of the papers, then results/reproduction.html with every figure and verdict;
#             an hour and more; STUDIES='bottleneck dropout' runs some of configs/
# make fuzz   damaged bytes for every reader, MINUTES=5;  make torture  KILLS=100 runs killed and rerun
# RUNEXP=.build/release/runexp is the binary; ARGS='-j 1' passes options to it.

SHELL := /bin/bash
RUNEXP := .build/release/runexp
CHECKS := --explicit-target-dependency-import-check error
RELEASE := -c release --static-swift-stdlib --product runexp
SWIFT := Sources Tests Benchmarks/engine Package.swift
PEER := Benchmarks/.venv/bin/python
SPEC ?= configs/bottleneck.yaml
ARGS ?=
MINUTES ?= 5
KILLS ?= 100
RESULTS ?= results
# The studies of `make reproduce`, each a few minutes on two cores.
STUDIES ?= bottleneck bottleneck-mnist strength-by-order strength-by-order-census \
  strength-by-order-tabular strength-by-order-mnist strength-by-order-fashion \
  strength-by-order-lenet strength-in-training \
  learning-theory modulation modulation-weights structural-test modulated-generalization \
  tabular-robustness adversarial-orders dropout dropout-identity official-estimator

.PHONY: run reproduce test fuzz torture build bench bench-networks bench-interactions bench-pipeline bench-store bench-cluster bench-setup setup lint format clean help

help:
	@sed -n '1,13s/^# //p' Makefile

setup:
	@./setup.sh

build: setup
	@swift build $(RELEASE) $(CHECKS)

run: build
	@$(RUNEXP) $(SPEC) $(ARGS)

# A study that fails does not stop the others; the exit status says so at the end.
reproduce: build
	@specs='$(STUDIES:%=configs/%.yaml)'; begin=$$SECONDS; failed=; reported=; \
	  for spec in $$specs; do $(RUNEXP) validate $$spec >/dev/null || exit; done; \
	  for spec in $$specs; do \
	    echo "$$spec"; $(RUNEXP) $$spec --results $(RESULTS) $(ARGS); code=$$?; \
	    case $$code in 0) ;; 130) exit 130;; *) failed="$$failed $$spec";; esac; \
	    [ $$code -eq 2 ] || reported="$$reported $$spec"; \
	  done; \
	  $(RUNEXP) report $$reported --results $(RESULTS) -o $(RESULTS)/reproduction.html \
	    --title 'The bottleneck papers, reproduced on a CPU' || failed="$$failed report"; \
	  seconds=$$((SECONDS - begin)); echo "time: $$((seconds / 60)) min $$((seconds % 60)) s"; \
	  [ -z "$$failed" ] || { echo "failed:$$failed" >&2; exit 1; }

test: build
	@RUNEXP_BINARY="$(CURDIR)/$(RUNEXP)" swift test $(CHECKS); \
	  code=$$?; rm -f Interactions.o Neural.o; exit $$code

fuzz:
	@RUNEXP_FUZZ_MINUTES=$(MINUTES) swift test $(CHECKS) --filter FuzzTests

torture: build
	@RUNEXP_BINARY="$(CURDIR)/$(RUNEXP)" RUNEXP_TORTURE=$(KILLS) swift test $(CHECKS) --filter TortureTests

bench: bench-networks bench-interactions

bench-setup: build
	@swift build -c release --static-swift-stdlib --product benchmark $(CHECKS)
	@$$(command -v clang || echo cc) -O2 -shared -fPIC Benchmarks/allocations/count.c -o Benchmarks/allocations/count.so
	@Benchmarks/setup_peer.sh

bench-networks: bench-setup
	@$(PEER) Benchmarks/bench.py --write $(ARGS)
	@$(PEER) Benchmarks/check_interchange.py

bench-interactions: bench-setup
	@$(PEER) Benchmarks/bench_interactions.py --write $(ARGS)
	@$(PEER) Benchmarks/check_tables.py --runexp $(RUNEXP)

bench-pipeline: build
	@Benchmarks/setup_pipeline_peers.sh
	@$(PEER) Benchmarks/bench_pipeline.py --runexp $(RUNEXP) --write $(ARGS)

bench-store: build
	@swift build -c release --static-swift-stdlib --product benchmark $(CHECKS)
	@Benchmarks/setup_store_peers.sh
	@$(PEER) Benchmarks/bench_store.py --runexp $(RUNEXP) --write $(ARGS)

bench-cluster: setup
	@swift build -c release --static-swift-stdlib --product benchmark $(CHECKS)
	@.build/release/benchmark cluster 100000 1000 60

lint:
	@swift format lint --strict -r $(SWIFT)

format:
	@swift format -i -r $(SWIFT)

clean:
	@rm -rf .build
