# Everything that is done with this project; `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .bin
SQLC_VERSION := v1.31.1
LINT_VERSION := v2.15.0
GITLEAKS_VERSION := v8.30.1
VULN_VERSION := v1.9.0
GOTESTSUM_VERSION := v1.13.0
SQLC := $(BIN)/sqlc-$(SQLC_VERSION)
LINT := $(BIN)/golangci-lint-$(LINT_VERSION)
GITLEAKS := $(BIN)/gitleaks-$(GITLEAKS_VERSION)
VULN := $(BIN)/govulncheck-$(VULN_VERSION)
GOTESTSUM := $(BIN)/gotestsum-$(GOTESTSUM_VERSION)
# The programs of api/clients/package.json, for tests only.
NODE := $(BIN)/node/package-lock.json

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 18

.PHONY: demo
demo: build ## Load a month of sample data into an embedded PostgreSQL and serve it
	$(BIN)/ccrepo demo

.PHONY: build
build: ## Build the program, .bin/ccrepo; VERSION=v1.0.0 names a release
	go build -ldflags '$(if $(VERSION),-X main.version=$(VERSION))' -o $(BIN)/ccrepo ./cmd/ccrepo

# Vet is left to make check. The time limit is of one package; the longest takes less than a third of it.
TEST = $(GOTESTSUM) --format pkgname -- -vet=off -ldflags=-w -timeout 20m

.PHONY: test
test: $(GOTESTSUM) ## Run every test; needs Go, PostgreSQL, MariaDB and Chromium
	$(TEST) ./...

.PHONY: quick
quick: $(GOTESTSUM) ## Run the tests that need no browser, kill nothing, write no random log, load little and do not wait
	$(TEST) -short ./...

.PHONY: test-more
test-more: $(GOTESTSUM) $(SQLC) $(NODE) ## Run the tests that need more programs: Firefox, LibreOffice, nginx, PgBouncer and npm
	$(TEST) -tags more -run '^TestMore' $$(grep -rl --include '*_test.go' '^//go:build more' . | xargs -n 1 dirname | sort -u)

.PHONY: gen
gen: tools ## Generate the next migration, the queries of events, db/ and db/schema.sql; prepare every query on PostgreSQL
	go run ./event/gen
	$(MAKE) --no-print-directory db
	go build -o $(BIN)/ccrepo ./cmd/ccrepo
	.ci/schema $(BIN)/ccrepo $(SQLC) > $(BIN)/schema.sql && mv $(BIN)/schema.sql db/schema.sql

.PHONY: db
db: $(SQLC)
	go build -o $(BIN)/sqlc-gen-ccrepo ./cmd/sqlc-gen-ccrepo
	touch $(BIN)/generating
	$(SQLC) generate
	for old in $$(find db -maxdepth 1 -name '*.go' ! -newer $(BIN)/generating); do if grep -q '^// Code generated .* DO NOT EDIT\.$$' "$$old"; then rm "$$old"; fi; done
	go run ./db/gen
	cd examples/library && $(CURDIR)/$(SQLC) generate

.PHONY: assets
assets: ## Bundle the charts of the pages, api/page/assets/chart.js, with programs from npm
	mkdir -p $(BIN)/chart && cp api/page/chart/* $(BIN)/chart
	npm ci --prefix $(BIN)/chart --ignore-scripts --no-audit --no-fund
	cd $(BIN)/chart && node_modules/.bin/esbuild chart.js --bundle --minify --format=iife --legal-comments=inline --outfile=$(CURDIR)/api/page/assets/chart.js

.PHONY: report
report: ## Write the skeleton of a report: make report NAME=longest-waits
	.ci/report '$(NAME)'

.PHONY: test-report
test-report: db $(BIN)/ccrepo ## Generate, and run the tests of one report: make test-report NAME=longest-waits
	.ci/schema $(BIN)/ccrepo $(SQLC) > /dev/null
	.ci/test-report '$(NAME)'

$(BIN)/ccrepo: $(wildcard migrations/*.sql)
	go build -o $@ ./cmd/ccrepo

.PHONY: check
check: gen lint secrets vulnerabilities build ## Check that generated code is fresh, lint, look for secrets and vulnerabilities
	git diff --exit-code -- db docs examples migrations sql || { echo "something is not what make gen makes: run make gen and commit it" >&2; exit 1; }
	test -z "$$(git status --porcelain -- db docs examples migrations sql)" || { git status --short -- db docs examples migrations sql; echo "there are generated files that are not committed" >&2; exit 1; }

.PHONY: lint
lint: $(LINT) ## Lint Go
	$(LINT) run

.PHONY: secrets
secrets: $(GITLEAKS) ## Look for secrets in the files and in every commit
	$(GITLEAKS) dir --no-banner --redact --log-level warn --verbose .
	$(GITLEAKS) git --no-banner --redact --log-level warn --verbose .

.PHONY: vulnerabilities
vulnerabilities: $(VULN) ## Look for known vulnerabilities in the code that is used
	.ci/govulncheck $(VULN)

SCALE ?= 1

.PHONY: bench
bench: build ## Measure against hand-written code, psql and pgbench; SCALE=20 is 20 million rows
	go run ./bench -scale $(SCALE) -data .ccrepo-bench/$(SCALE)
	CCREPO_BENCH_ROWS=$(SCALE)000000 go test -run '^$$' -bench . -benchmem ./...

.PHONY: soak
soak: ## Run the long trials: random kills, thousands of generated logs, fuzzing
	go test -tags soak -timeout 60m -count 1 -run Soak -v ./...
	CCREPO_SOAK=80 go test -timeout 60m -count 1 -run 'TestRandom.*Logs' ./migrations
	CCREPO_SOAK=20 go test -timeout 60m -count 1 -run 'TestCampaignsNeverShow|TestReportsAgree|TestRollupsAgree' ./api
	RAPID_CHECKS=10000 go test -timeout 60m -count 1 -v -run TestSurface ./api
	for target in $$(grep -rhoE 'func Fuzz[A-Za-z]+' --include '*_test.go' . | awk '{print $$2}' | sort -u); do \
		for package in $$(grep -rlE "func $$target\(" --include '*_test.go' . | xargs -n 1 dirname | sort -u); do \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime 1m "$$package"; \
		done; \
	done

.PHONY: tools
tools: $(SQLC) ## Build the generator's tools; the first time takes minutes

$(SQLC):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install github.com/sqlc-dev/sqlc/cmd/sqlc@$(SQLC_VERSION)
	mv $(BIN)/sqlc $@ && ln -sf $(notdir $@) $(BIN)/sqlc

$(LINT):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(BIN)/golangci-lint $@

$(GITLEAKS):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install github.com/zricethezav/gitleaks/v8@$(GITLEAKS_VERSION)
	mv $(BIN)/gitleaks $@

$(VULN):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION)
	mv $(BIN)/govulncheck $@

$(GOTESTSUM):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install gotest.tools/gotestsum@$(GOTESTSUM_VERSION)
	mv $(BIN)/gotestsum $@

$(NODE): api/clients/package.json api/clients/package-lock.json
	mkdir -p $(BIN)/node
	cp api/clients/package.json api/clients/package-lock.json $(BIN)/node
	npm ci --prefix $(BIN)/node --ignore-scripts --no-audit --no-fund
	touch $@
