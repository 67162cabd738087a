# make run    install what is missing, build, run configs/bottleneck.yaml
# make test   the same set-up, then all tests
# make build  release binary only          make lint    formatting check
# make format rewrite to the format        make clean   remove builds (results stay)
# RUNEXP=.build/release/runexp is the binary; ARGS='-j 1' passes options to it.

SHELL := /bin/bash
RUNEXP := .build/release/runexp
CHECKS := --explicit-target-dependency-import-check error
RELEASE := -c release --static-swift-stdlib --product runexp
SPEC ?= configs/bottleneck.yaml
ARGS ?=

.PHONY: run test build setup lint format clean help

help:
	@sed -n '1,4s/^# //p' Makefile

setup:
	@./setup.sh

build: setup
	@swift build $(RELEASE) $(CHECKS)

run: build
	@$(RUNEXP) $(SPEC) $(ARGS)

test: build
	@RUNEXP_BINARY="$(CURDIR)/$(RUNEXP)" swift test $(CHECKS); \
	  code=$$?; rm -f Interactions.o Neural.o; exit $$code

lint:
	@swift format lint --strict -r Sources Tests Package.swift

format:
	@swift format -i -r Sources Tests Package.swift

clean:
	@rm -rf .build
