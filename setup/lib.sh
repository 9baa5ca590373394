# shellcheck shell=bash
# What every command of setup/ shares: places, messages, locks, the environment. Sourced, never run.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
STATE=$ROOT/.odoo
VENV=$STATE/venv
PYTHON=$VENV/bin/python
LOG_DIR=$STATE/log
export ROOT STATE VENV PYTHON LOG_DIR
# The add-ons of this repository; those after the first depend on it and on more of Odoo.
# shellcheck disable=SC2034
ADDONS=(relance_avancee relance_avancee_sale)

# The kit's own messages go to stderr: `setup/odoo shell … | jq` must see Odoo's output alone.
say() { printf '==> %s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Runs a command while holding the lock of that name: several people may call us at once.
with_lock() (
    local name=$1
    shift
    mkdir -p "$STATE"
    exec 9>"$STATE/$name.lock"
    if ! flock -n 9; then
        say "waiting for another command to finish: $name"
        flock 9
    fi
    "$@"
)

# Says every 20 s that a long step is alive. `read` waits without leaving a `sleep` behind,
# and the descriptor of the lock is closed so that this helper can never keep it.
heartbeat() {
    local silence started=$SECONDS
    exec 9>&- {silence}<> <(:)
    while kill -0 $$ 2>/dev/null; do
        read -rt 20 -u "$silence" || true
        printf '    … %s s\n' $((SECONDS - started)) >&2
    done
}

# quietly LABEL COMMAND…: the output goes to the log, the console gets a label and a sign of life.
quietly() {
    local label=$1 status=0 beat
    shift
    say "$label"
    heartbeat &
    beat=$!
    "$@" >>"$LOG" 2>&1 </dev/null || status=$?
    kill "$beat" 2>/dev/null || true
    wait "$beat" 2>/dev/null || true
    return "$status"
}

# A short fingerprint of the arguments (use file contents: fingerprint "$(cat f)").
fingerprint() { printf '%s\0' "$@" | sha256sum | cut -c1-12; }

# True when the user gave a PostgreSQL server of their own; libpq and Odoo read the same variables.
external_postgres() { [[ -n ${PGHOST:-} && ${RELANCE_PGHOST:-} != "${PGHOST:-}" ]]; }

# Environment of Odoo, its tests and database tools. Call after provisioning.
load_environment() {
    local bin
    bin=$(postgres_bin)
    PATH=$VENV/bin${bin:+:$bin}:$PATH
    export PATH
    export ODOO_RC=$STATE/odoo.conf
    # The working directory must not shadow modules (Python 3.11 and later; harmless before).
    export PYTHONSAFEPATH=1
    # A program that runs away gets a MemoryError instead of taking the machine down with it
    # (Odoo's own hard limit for a worker is 2.5 GB).
    ulimit -Sd $((4 * 1024 * 1024)) 2>/dev/null || true
    if ! external_postgres; then
        RELANCE_PGHOST=$(cat "$STATE/pg.host")
        export RELANCE_PGHOST PGHOST=$RELANCE_PGHOST PGPORT=5432 PGUSER=odoo
        unset PGPASSWORD PGDATABASE
    fi
}

# Folder of the newest PostgreSQL server's programs; Debian keeps them off PATH.
postgres_bin() {
    local initdb
    initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    [[ -x $initdb ]] || initdb=$(command -v initdb || true)
    [[ -z $initdb ]] || dirname "$(readlink -f "$initdb")"
}

# A mail server for that database which keeps messages as files. It ends with the process that holds
# the descriptor: this shell, or the server it becomes by `exec`.
start_mail_sink() {
    local database=$1 outbox=$2 ready sink
    ready=$(mktemp -u "$STATE/smtp.XXXXXX")
    # shellcheck disable=SC2034  # holding it open is its use
    exec {sink}> >(exec 9>&- && exec "$PYTHON" "$ROOT/setup/smtp_sink.py" "$outbox" "$database" "$ready" >>"$LOG_DIR/smtp.log" 2>&1)
    for ((i = 0; i < 150; i++)); do
        [[ ! -f $ready ]] || { rm -f "$ready"; return; }
        sleep 0.2
    done
    die "the mail server of the demo does not start, see $LOG_DIR/smtp.log"
}
