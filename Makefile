SHELL := bash
STACK ?= lab
ROUNDS ?= 3
VNFS ?= 1,4,8
# A command for the lab's stack runs inside the lab; any other stack's runs here.
INSIDE := $(if $(filter lab,$(STACK)),lab/lab run)
CPNR = $(INSIDE) node bin/cpnr.js
PYTHON := /usr/bin/python3

.PHONY: help lab lab-down test test-lab test-long bench peers keys preflight preview verify drill heal uplink orphans report check-typescript unit check-python check-shell check-workflows check-go

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: ## Set everything up and deploy the lab's stack on an OpenStack of its own
	@lab/lab deploy

lab-down: ## End the lab: no process, namespace or device stays; its state does (lab/lab down --wipe)
	@lab/lab down

preflight: node_modules ## Ask the cloud whether STACK can be created there; changes nothing
	@$(CPNR) preflight --stack $(STACK)

keys: node_modules ## Generate the login key and host keys of STACK, as its secrets
	@$(CPNR) keys --stack $(STACK)

preview: node_modules ## Show what a deployment of STACK would do to the DNS service, as the comment of a pull request does
	@$(INSIDE) ci/preview $(STACK)

verify: node_modules ## Verify STACK's VNFs, or one: VNF=name; FORMAT=json or junit; exit code by result
	@$(CPNR) verify --stack $(STACK) $(if $(VNF),--vnf $(VNF)) $(if $(FORMAT),--format $(FORMAT))

drill: node_modules ## Remove and restore the active VF of STACK's VNFs, and measure what a DNS client sees; VNF=, WAY=, CUTS=, FORMAT=json
	@$(CPNR) drill --stack $(STACK) $(if $(VNF),--vnf $(VNF)) $(if $(WAY),--way $(WAY)) $(if $(CUTS),--cuts $(CUTS)) $(if $(FORMAT),--format $(FORMAT))

heal: node_modules ## Recover those of STACK's VNFs that fail, one at a time; WATCH=1 continues, DRY_RUN=1 only prints
	@$(CPNR) heal --stack $(STACK) $(if $(WATCH),--watch) $(if $(DRY_RUN),--dry-run)

uplink: node_modules ## Make the links of STACK's VFs follow their cables, in place: set propagate_uplink_status; VNF=name
	@$(CPNR) uplink --stack $(STACK) $(if $(VNF),--vnf $(VNF))

orphans: node_modules ## List what has STACK's mark in the cloud, but is not in its state; DELETE=id or all, IMPORT=id or all
	@$(CPNR) orphans --stack $(STACK) $(if $(DELETE),--delete $(DELETE)) $(if $(IMPORT),--import $(IMPORT))

report: node_modules ## Show where STACK's VNFs run, their bonds, and a DNS answer of each
	@$(CPNR) report --stack $(STACK)

test: node_modules ## Check and test all that needs no lab
	@tools/ensure >/dev/null
	@$(MAKE) --no-print-directory -j2 check-typescript unit check-python check-shell check-workflows check-go

test-lab: ## Test end to end on the lab; the lab's stack is destroyed at the end
	@lab/lab deploy
	@lab/lab run npm run --silent test-lab

test-long: ## Test on the lab what takes hours: hostile guests, deployments killed at random moments, each form of the lab
	@lab/lab deploy
	@lab/lab run npm run --silent test-long
	@test/forms/run

bench: ## Measure the project beside the Cisco guide's commands by hand, on the lab, as ratios; ROUNDS=3
	@lab/lab deploy
	@lab/lab run npm run --silent bench -- --rounds $(ROUNDS)

peers: ## Measure the project beside OpenTofu, Heat, Ansible and the guide's commands, on a lab of the form peers; VNFS=1,4,8
	@lab/lab deploy --form peers
	@lab/lab run npm run --silent peers -- --vnfs $(VNFS)

check-typescript: node_modules
	@npm run --silent lint
	@npm run --silent typecheck

unit: node_modules
	@npm test --silent

check-python:
	@tools=$$(tools/ensure)/bin && $$tools/ruff check --quiet lab && $$tools/ruff format --quiet --check lab && $$tools/mypy --config-file lab/pyproject.toml lab/cpnrlab lab/hardware && $$tools/vermin -t=3.7 --violations --no-tips --quiet lab/hardware lab/tests/nova lab/tests/hardware/rack.py lab/tests/cpnrlab/options.py
	@tools=$$(tools/ensure)/bin && settings=remote/pyproject.toml && $$tools/ruff check --quiet --config $$settings remote test && $$tools/ruff format --quiet --check --config $$settings remote test && $$tools/mypy --config-file $$settings remote/guest test/remote && $$tools/vermin -t=3.6 --violations --no-tips --quiet remote/guest
	@$(PYTHON) -W default -W ignore::DeprecationWarning -m unittest discover --quiet --start-directory lab/tests --top-level-directory lab
	@PYTHONPATH=remote $(PYTHON) -W default -m unittest discover --quiet --start-directory test/remote --top-level-directory test

check-shell:
	@git ls-files -z | xargs -0 awk 'FNR > 1 { nextfile } /^#!.*(bash|\/sh)/ { print FILENAME }' \
		| xargs $$(tools/ensure)/bin/shellcheck --external-sources --source-path toolchain

check-workflows:
	@tools=$$(tools/ensure)/bin && $$tools/actionlint -shellcheck $$tools/shellcheck && $$tools/zizmor --offline --quiet --strict-collection .github

check-go:
	@toolchain/check >/dev/null

node_modules: package-lock.json
	@npm ci
	@touch node_modules
