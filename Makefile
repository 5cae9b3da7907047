# The project's verbs. README.md says what each is for, and what each needs: Go alone for most;
# `make test` also a C compiler (the race detector is linked with cgo), Node, Java and Python.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-builtin-rules

GO       ?= go
ADDR     ?= 127.0.0.1:8080
DATA     ?= ./data
# How long `make fuzz` stays with each target, and how many examples `make soak` asks of each
# property (100 in `make test`).
FUZZTIME ?= 20s
EXAMPLES ?= 5000
# Where `make deploy` deploys to; REGION has no default.
ARCH   ?= arm64
STACK  ?= mingtian
PARAMS ?= infra/params/global.json

TOOL  := $(GO) tool -modfile=internal/tools/go.mod
TALLY := bin/tally

.DEFAULT_GOAL := build
.PHONY: run build assets check test bench soak fuzz audit budgets generate generate-check clean
.PHONY: tools test-dynamo test-infra test-e2e test-web screenshots bench-lambda functions deploy
.PHONY: $(TALLY)

# Serve the whole portal with the demo county.
run: assets
	@$(GO) run ./functions/portal serve -demo -addr $(ADDR) -data $(DATA)

# One file to install: bin/portal.
build: assets
	@$(GO) build -trimpath -o bin/ ./functions/portal

# What browsers load besides pages: web/dist, from the sources in web/src.
assets:
	@$(GO) run ./web/bundle -check > /dev/null

# The quick part of test, for while one works: format, vet, the short suite.
check: $(TALLY) assets
	@unformatted=$$($(TOOL) gofumpt -l .); \
	if [[ -n $$unformatted ]]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	@$(GO) vet ./...
	@$(GO) test -short -json ./... | $(TALLY)

# Every test there is. Build, format, vet, staticcheck and a tidy go.mod are tests too
# (internal/repotest), so that the last line counts them.
test: $(TALLY) tools assets
	@$(GO) test -race -shuffle=on -count=1 -timeout=30m -json ./... | $(TALLY)

# What tests start that is not Go: DynamoDB Local and the checkers of the template. Installed once.
tools:
	@cd infra/local && cmp -s package-lock.json node_modules/.installed \
		|| { npm ci --silent --no-audit --no-fund && cp package-lock.json node_modules/.installed; }
	@cd web && cmp -s package-lock.json node_modules/.installed \
		|| { npm ci --silent --no-audit --no-fund && cp package-lock.json node_modules/.installed; }
	@bash infra/check/setup.sh
	@bash infra/e2e/setup.sh
	@bash web/e2e/setup.sh

# Parts of test by name: the store on DynamoDB Local; the template; the whole stack on an emulator.
test-dynamo: $(TALLY) tools
	@$(GO) test -race -shuffle=on -count=1 -json ./internal/store/dynamo/... | $(TALLY)
test-infra: $(TALLY) tools assets
	@$(GO) test -count=1 -json ./infra/check/... | $(TALLY)
test-e2e: $(TALLY) tools assets
	@$(GO) test -count=1 -json ./infra/e2e/... | $(TALLY)
test-web: $(TALLY) tools assets
	@$(GO) test -count=1 -json ./web/... | $(TALLY)

# Lambda's binaries: dist/functions/{name}/bootstrap.
functions: assets
	@for name in registry booking staff publish; do \
		CGO_ENABLED=0 GOOS=linux GOARCH=$(patsubst x86_64,amd64,$(ARCH)) $(GO) build -trimpath \
			-ldflags='-s -w' -tags=lambda.norpc -o dist/functions/$$name/bootstrap ./functions/$$name; \
	done

# Deploy with the SAM command line, and publish once, so that / is never empty. ORIGIN_SECRET is
# needed the first time: see infra/deploy.md.
deploy: functions
	@sam deploy --template-file template.yaml --stack-name $(STACK) --region $(REGION) --resolve-s3 \
		--capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --no-fail-on-empty-changeset \
		--parameter-overrides $$(python3 -c 'import json,sys; [print(k+"="+v) for k,v in json.load(open(sys.argv[1])).items()]' $(PARAMS)) \
		Architecture=$(ARCH) $(if $(ORIGIN_SECRET),OriginSecret=$(ORIGIN_SECRET)) $(OVERRIDES)
	@mkdir -p bin; error=$$(aws lambda invoke --region $(REGION) --function-name $(STACK)-publish:live \
		--cli-read-timeout 900 --cli-binary-format raw-in-base64-out --payload '{}' \
		--query FunctionError --output text bin/publish.json); cat bin/publish.json; [[ $$error == None ]]

# One package at a time: two benchmarks side by side measure each other.
bench: tools assets
	@$(GO) test -p=1 -run='^$$' -bench=. -benchmem -count=1 -timeout=60m ./... \
		| { grep -vE '^(PASS|\?|ok)[[:space:]]*' || true; }

# Each function from exec to its first answer, warm, and a large publication, against a function
# that does nothing.
bench-lambda: tools assets
	@$(GO) test -run='^$$' -bench=ColdStart -benchtime=30x ./functions/internal/harness
	@$(GO) test -run='^$$' -bench=Warm -benchtime=1000x ./functions/internal/harness
	@$(GO) test -run='^$$' -bench=Publish -benchtime=1x ./functions/internal/harness

# The suite again with many more examples for every property.
soak: $(TALLY) tools assets
	@RAPID_CHECKS=$(EXAMPLES) MINGTIAN_TEST_ROUNDS=100 \
		$(GO) test -race -shuffle=on -count=1 -timeout=6h -json ./... | $(TALLY)

# Every fuzz target in turn.
fuzz:
	@for package in $$($(GO) list ./...); do \
		targets=$$($(GO) test -list='^Fuzz' "$$package"); \
		for target in $$(grep '^Fuzz' <<<"$$targets" || true); do \
			echo "$$package $$target"; \
			$(GO) test -run='^$$' -fuzz="^$$target\$$" -fuzztime=$(FUZZTIME) "$$package"; \
		done; \
	done

# What is too long or too noisy for test: known vulnerabilities in what is linked (needs the Go
# vulnerability database), every page in every display by axe, and Lighthouse.
audit: $(TALLY) tools assets
	@$(TOOL) govulncheck ./...
	@bash web/e2e/setup.sh audit
	@AUDIT=1 $(GO) test -count=1 -timeout=3h -json ./web/e2e | $(TALLY)
	@web/e2e/beside.sh node web/e2e/audit/audit.mjs

# The main pages at three widths, in both languages, in web/e2e/screenshots.
screenshots: tools assets
	@web/e2e/beside.sh node web/e2e/screenshots.mjs

# Long files, long functions and long lines, as a list to think about.
budgets:
	@$(GO) test -count=1 -run='^TestBudgets$$' -v ./internal/repotest

# Write again what is written from definitions.
generate:
	@$(GO) generate ./...

# Fails when generate would change a file.
generate-check:
	@sums() { git ls-files -co --exclude-standard -z | xargs -0 sha256sum; }; \
	before=$$(sums); $(GO) generate ./...; after=$$(sums); \
	diff <(echo "$$before") <(echo "$$after")

# Built files only; a portal's data stay.
clean:
	@rm -rf bin dist

$(TALLY):
	@$(GO) build -o $@ ./internal/testkit/tally
