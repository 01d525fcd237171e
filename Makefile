# What is done often. `make` alone prints this list.

LINT = go tool -modfile=tools/go.mod golangci-lint
REQUIRE = postgres,browser,openapi

.DEFAULT_GOAL := help
.PHONY: help run build test test-race test-postgres lint format fuzz bench economy ci

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: ## start the bot; without GOHYE_TOKEN it opens the sandbox
	go run ./cmd/gohye

build: ## build the program without cgo
	CGO_ENABLED=0 go build ./cmd/gohye

test: ## all tests; what the machine lacks is skipped
	go test ./...

test-race: ## all tests with the race detector; nothing may be skipped
	GOHYE_TEST_REQUIRE=$(REQUIRE) go test -race ./...

test-postgres: ## the tests of the store; PostgreSQL may not be skipped
	GOHYE_TEST_REQUIRE=postgres go test ./internal/store/... ./internal/testkit/postgres

lint: ## formatting, layers and the linters of .golangci.yml
	$(LINT) fmt --diff
	$(LINT) run ./...

format: ## format all files
	$(LINT) fmt

fuzz: ## fuzz every parser for a few seconds
	.ci/run fuzz

bench: ## run the benchmarks that stand beside the code
	go test -run '^$$' -bench . ./...

economy: ## simulate the economy and write docs/economy anew; it takes minutes
	go run ./cmd/gohye simulate --pictures docs/economy > docs/economy/report.md

ci: ## everything that is checked before a change is taken
	.ci/run
