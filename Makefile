# The two commands: make demo, make test. Each finds its tools itself (build/with-tools).
.DEFAULT_GOAL := help
.PHONY: help build format test test-long demo demo-down bench bench-audit-log bench-sidecar bench-pieces images

tools := build/with-tools

help: ## show this list
	@awk -F ': ## ' '/^[a-z-]+: ## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## start a cluster on this machine and show what Drawbridge does; CHECK=1 fails when a step shows something else, PROFILE=control simulates pods
	@$(tools) testbed/demo/demo $(if $(CHECK),--check)

demo-down: ## remove all that make demo started
	@$(tools) testbed/demo/demo down

test: ## the whole review: formats, static analysis, unit tests, tests against a real cluster, the demo
	@$(tools) build/review

test-long: ## what make test only samples: 1,000 kill -9 of a log's writer, every bit of a log turned over; KILLS=100 for fewer
	@$(if $(KILLS),KILLS=$(KILLS)) $(tools) build/test-long

bench: ## measure the operator with N deployments (default 200); RECORD=1 keeps the result, MEMORY=768 gives it no more MiB than that
	@$(if $(MEMORY),BENCH_MEMORY_LIMIT_MIB=$(MEMORY)) $(tools) benchmarks/operator $(if $(N),--count $(N)) $(if $(RECORD),--record)

bench-sidecar: ## measure the sidecar beside nginx and Envoy; DURATION=8s REPEAT=3 PHASES="h1 idle" SERVERS="nginx sidecar-group" SOAK=20m PROFILE=1 RECORD=1
	@benchmarks/sidecar $(if $(DURATION),--duration $(DURATION)) $(if $(REPEAT),--repeat $(REPEAT)) $(if $(PHASES),--phases "$(PHASES)") \
		$(if $(SERVERS),--servers "$(SERVERS)") $(if $(SOAK),--soak $(SOAK)) $(if $(PROFILE),--profile) $(if $(RECORD),--record)

bench-audit-log: ## write an audit log and verify it on one core; fails above 5 s for a million records; REQUESTS=500000, two records each
	@benchmarks/audit-log $(REQUESTS)

bench-pieces: ## measure the pieces of a request's cost by JMH; ONLY=Tree those whose name matches
	@benchmarks/pieces $(ONLY)

build: ## only build, without tests: operator/target/quarkus-app, cli/target/kubectl-drawbridge.jar
	@$(tools) mvn --batch-mode --no-transfer-progress --quiet package -DskipTests

images: ## build the container images as tars, without a container engine: target/images
	@$(tools) images/build

format: ## bring Java, Rego and Go into the form that make test checks
	@$(tools) build/format
