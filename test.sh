#!/usr/bin/env bash
# Passes the tests on a machine that has the .NET SDK and Node; installs the rest itself.
# The last line is "N passed, N failed"; the exit code is 0 only when something ran and nothing failed.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0
failed=0

# A step that is no test: when it breaks, that counts as one failure.
step() {
  echo "== $1"
  shift
  "$@" </dev/null && return 0
  echo "This step failed: $*"
  failed=$((failed + 1))
  return 1
}

dotnet_tests() {
  echo "== .NET tests"
  dotnet test --project tests/ReportApp.Tests --no-build --report-trx --report-trx-filename dotnet.trx \
    --results-directory "$results" </dev/null
  local exit_code=$? counters
  counters=$(grep -o '<Counters [^>]*' "$results/dotnet.trx" 2>/dev/null | head -n 1)
  local ok bad
  ok=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  bad=$(sed -n 's/.* failed="\([0-9]*\)".*/\1/p' <<<"$counters")
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${bad:-0}))
  # A run that ended badly without naming a failed test still failed.
  if [ $exit_code -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then failed=$((failed + 1)); fi
}

if step "Build" dotnet build ReportApp.sln --nologo -v quiet; then
  dotnet_tests
fi

[ $passed -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
