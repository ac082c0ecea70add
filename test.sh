#!/usr/bin/env bash
# Passes the tests on a machine that has the .NET SDK and Node; installs the rest itself.
# The last line is "N passed, N failed"; the exit code is 0 only when something ran and nothing failed.
set -euo pipefail
cd "$(dirname "$0")"
exec </dev/null

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
client=src/ReportApp.Web/ClientApp
journeys=tests/e2e
results=$(mktemp -d)
passed=0
failed=0

# Whatever ends this script, the counts are its last words, and no test run is no success.
finish() {
  local exit_code=$?
  rm -rf "$results"
  if [ "$exit_code" -ne 0 ] || [ "$passed" -eq 0 ]; then failed=$((failed > 0 ? failed : 1)); fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
}
trap finish EXIT

# A step that is no test: when it breaks, that counts as one failure.
step() {
  echo "== $1"
  shift
  "$@" && return 0
  echo "This step failed: $*"
  failed=$((failed + 1))
  return 1
}

# Adds what a run reported. A run that ended badly without naming a failed test still failed.
count() {
  local exit_code=$1 ok=${2:-0} bad=${3:-0}
  if [ "$exit_code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok))
  failed=$((failed + bad))
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
  as_root apt-get -o DPkg::Lock::Timeout=120 update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$@"
}

# Browser tests drive Debian's Chromium; without a font the pictures hold only boxes.
chromium() {
  if [ -x /usr/bin/chromium ] && [ -n "$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ]; then return 0; fi
  apt_install chromium fonts-dejavu-core || apt_install chromium fonts-dejavu-core
}

# Once for each lock file: the stamp npm leaves is older than a changed lock.
npm_packages() {
  if [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then return 0; fi
  npm --prefix "$1" ci --no-audit --no-fund --loglevel=error && touch "$1/node_modules/.package-lock.json"
}

dotnet_tests() {
  echo "== .NET tests"
  local exit_code=0 counters
  dotnet test --project tests/ReportApp.Tests --no-build --report-trx --report-trx-filename dotnet.trx \
    --results-directory "$results" || exit_code=$?
  counters=$(grep -o '<Counters [^>]*' "$results/dotnet.trx" || true)
  count "$exit_code" "$(sed -n '1s/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")" "$(sed -n '1s/.* failed="\([0-9]*\)".*/\1/p' <<<"$counters")"
}

vitest_tests() {
  echo "== $1"
  local exit_code=0 report="$results/$3.json" counters
  (cd "$2" && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$report") || exit_code=$?
  counters=$(node -p 'const r = JSON.parse(fs.readFileSync(process.argv[1], "utf8")); r.numPassedTests + " " + r.numFailedTests' "$report" || true)
  count "$exit_code" "${counters% *}" "${counters#* }"
}

# The build bundles the client too, so that its tests and the browser's see the same thing.
if step "Build" dotnet build ReportApp.sln --nologo -v quiet; then
  dotnet_tests
fi

if [ -f "$client/package.json" ] && step "Packages of the client" npm_packages "$client"; then
  vitest_tests "Client tests" "$client" client
fi

if [ -f "$journeys/package.json" ] && step "Chromium" chromium && step "Packages of the browser tests" npm_packages "$journeys"; then
  step "Types of the browser tests" npm --prefix "$journeys" run --silent check || true
  vitest_tests "Browser tests" "$journeys" journeys
fi

[ "$failed" -eq 0 ]
