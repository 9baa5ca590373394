# One command for each wish; everything private lands under .odoo/ (see setup/).
.DEFAULT_GOAL := help
.PHONY: help demo serve test bench life mutants lint wheel clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## install Odoo privately, make the database relance_demo, run one night, show what was sent
	@setup/call setup/demo

serve: ## open relance_demo on http://localhost:8069 (PORT=8070 for another port)
	@setup/serve

test: ## all tests
	@setup/test

bench: ## our times beside a peer's, and ours at 200,000 debts (half an hour)
	@setup/call tests/bench/run --big

life: ## 2,000 customers live for weeks, every message is judged (hours)
	@setup/life --contacts 2000

mutants: ## change the rules one thing at a time: does a test notice? (a quarter of an hour)
	@setup/mutants

lint: ## all checks of the code
	@setup/lint

wheel: ## the add-ons as Python packages, in dist/
	@setup/wheel dist

clean: ## stop the private PostgreSQL and delete .odoo/ with its databases
	@setup/clean
