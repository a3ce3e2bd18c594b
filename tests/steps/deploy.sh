#!/bin/bash
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
step_help="Checks deploy/: docker-compose.yml and the Prometheus files with their own programs, the sample
configuration against the programs, and the dashboard: every SQL statement runs on the real schema,
every metric exists in /metrics. promtool comes from Debian's package, which is unpacked, not
installed, so that no server starts."
. "$(dirname "$0")/steps.sh"
need_program apsis-indexer

promtool_version=2.42.0
tools=$root/build/tools

get_promtool() {
  [ -x "$tools/usr/bin/promtool" ] && return
  mkdir -p "$tools"
  (cd "$tools" && apt-get download prometheus && dpkg -x prometheus_*.deb . && rm -f prometheus_*.deb) \
    >"$root/build/promtool.log" 2>&1
}

if command -v docker-compose >/dev/null; then
  check "docker-compose.yml" env APSIS_POSTGRES_PASSWORD=a APSIS_GRAFANA_PASSWORD=b \
    APSIS_INDEXER_BEACON=http://localhost:5052 docker-compose config -q
  if docker-compose config -q 2>/dev/null; then fail "docker-compose.yml takes empty passwords"
  else pass "docker-compose.yml refuses to start without passwords"; fi
else
  skip "docker-compose is not installed (deploy/setup --with-tests installs it)"
fi

if get_promtool; then
  promtool=$tools/usr/bin/promtool
  "$promtool" --version | grep -q "version $promtool_version" ||
    say "warning: promtool is not $promtool_version: $("$promtool" --version | head -1)"
  check "prometheus.yml and its rules" "$promtool" check config deploy/prometheus/prometheus.yml
  check "tests of the rules" "$promtool" test rules deploy/prometheus/rules_test.yml
else
  tail -3 "$root/build/promtool.log"
  skip "promtool: the package prometheus could not be fetched"
fi

check "sample configuration: nothing but the defaults" \
  diff deploy/apsis.toml.sample <(tests/steps/sample_config.sh "$bin")
for call in "indexer backfill" "indexer follow" "oracle tree build"; do
  # shellcheck disable=SC2086
  "$bin"/apsis-$call --config deploy/apsis.toml.sample --print-config >"$root/build/config.txt"
  check "apsis-$call reads the sample configuration" test $? = 0
  check "apsis-$call takes its values from the sample" grep -q '# file deploy/apsis.toml.sample line' \
    "$root/build/config.txt"
done

recording=$(demo_recording) || { fail "cannot unpack the recording of the demo"; finish; }
database=$root/build/db-deploy
drop_database "$database"
"$bin/apsis-indexer" backfill --recording "$recording" --to-slot 200 --db "embedded:$database" \
  >"$root/build/deploy-backfill.log" 2>&1
check "a database for the dashboard" test $? = 0
dashboards=(deploy/grafana/dashboards/*.json)
while read -r sql; do
  check "dashboard: ${sql:0:70}..." "$bin/apsis-indexer" psql --db "embedded:$database" \
    --log-level warn -- -qAtX -v ON_ERROR_STOP=1 -o /dev/null -c "$sql"
done < <(tests/steps/dashboard_queries.py sql "${dashboards[@]}")
drop_database "$database"

port=$((20000 + RANDOM % 20000))
"$bin/apsis-indexer" verify --recording "$recording" --metrics "127.0.0.1:$port" \
  >"$root/build/deploy-verify.log" 2>&1 &
pid=$!
metrics=""
for _ in $(seq 100); do
  metrics=$(tests/steps/http_get.py "http://127.0.0.1:$port/metrics" 2>/dev/null) && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.02
done
kill "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
check "/metrics answers" test -n "$metrics"
while read -r name; do
  check "metric $name" grep -q "^$name[ {]" <<<"$metrics"
done < <(tests/steps/dashboard_queries.py metrics "${dashboards[@]}" deploy/prometheus/rules.yml | sort -u |
  grep -v '^apsis_oracle_')  # those are looked for where the oracle runs: tests/steps/members.sh
finish
