# Relevo. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
BINARY  := bin/relevo
FUZZED_INPUTS ?= 20000
SOAK_INPUTS   ?= 1000000
SOAK_ROUNDS   ?= 20

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: web ## Build the web app and bin/relevo, which holds it
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BINARY) ./cmd/relevo

.PHONY: run
run: build ## Build, then serve a demo from data/demo; prints a link that logs in
	$(BINARY) serve --demo --data ./data/demo

.PHONY: test
test: needs lint build ## Run every check; about 25 minutes on two cores
	go test -race -count=1 -timeout 15m ./...
	go test -count=1 -timeout 5m -run 'TestPagesCostAsMuch|TestSearchesFind|TestFiltersTogether' ./internal/app ./internal/search ./internal/edge/api
	cd web && npm run check && npm test && npm run test:browser && npm run test:cost
	scripts/fuzz $(FUZZED_INPUTS)
	scripts/test-node test/contract/*/ test/journey/
	$(MAKE) --no-print-directory verify

.PHONY: bench
bench: ## Measure the product beside floors of the same run; BENCH=-short for a quick one
	go run ./test/bench $(BENCH)

.PHONY: lint
lint: ## Check the format and look for mistakes in the Go code
	scripts/lint

.PHONY: generate
generate: ## Write the generated files anew
	scripts/generate .

.PHONY: verify
verify: ## Fail when a generated file differs from what its source gives
	scripts/verify

.PHONY: soak
soak: needs build ## Kill the server for 20 rounds on each database, then fuzz for long
	ROUNDS=$(SOAK_ROUNDS) go test -count=1 -timeout 2h -v ./test/crash
	scripts/fuzz $(SOAK_INPUTS)

# What a target above needs; not for direct use.

.PHONY: needs
needs:
	scripts/test-needs

.PHONY: web
web: web/node_modules/.package-lock.json
	cd web && npm run build

# npm writes this file when it installs; it is older than a lock file that changed.
web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@
