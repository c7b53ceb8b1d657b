#!/bin/sh
# How long a class takes: makes COUNT submissions without runs, no two alike (make_class.sh), and grades
# them three times with an empty cache, as a teaching assistant would, reports and all.
#
#   Tests/Benchmarks/grade_a_class.sh [COUNT] [options of grader grade]
#
# Prints seconds in all, seconds a submission, and the same for one submission alone: medians of three.
# With perf installed it says where the processor's time went too, by program.
set -eu
LC_ALL=C
export LC_ALL

count=200
case ${1-} in
  '' | -*) ;;
  *[!0-9]*)
    echo 'usage: grade_a_class.sh [COUNT] [options of grader grade]' >&2
    exit 2
    ;;
  *)
    count=$1
    shift
    ;;
esac
package=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$(mktemp -d "${TMPDIR:-/tmp}/grade-a-class.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$package"
swift build --product grader >&2
grader=$(swift build --show-bin-path)/grader
"$package/Tests/Benchmarks/make_class.sh" --without-runs "$count" "$work/class" >&2
one=$(find "$work/class" -name '*.tar.gz' | sort | head -n 1)

# seconds NAME ARGUMENTS…: grades once and prints the seconds.
seconds() {
  name=$1
  shift
  rm -rf -- "$work/reports"
  start=$(date +%s.%N)
  "$grader" grade --fresh --output "$work/reports" "$@" >"$work/$name.log" 2>&1 || {
    tail -n 5 "$work/$name.log" >&2
    exit 1
  }
  end=$(date +%s.%N)
  awk "BEGIN { print $end - $start }"
}

# median COMMAND…: of three runs.
median() {
  for round in 1 2 3; do "$@"; done | sort -n | sed -n 2p
}

seconds first "$one" "$@" >/dev/null # makes kit and suites ready
all=$(median seconds class "$work/class" "$@")
alone=$(median seconds alone "$one" "$@")
full=$(grep -c '140 / 190\|140/190' "$work/class.log" || true)
awk -v all="$all" -v alone="$alone" -v count="$count" 'BEGIN {
  printf "%d submissions: %.1f s, %.2f s each\n", count, all, all / count
  printf "one alone: %.2f s\n", alone
}'
echo "with full marks for the code: $full of $count"
grep -i 'sandbox' "$work/class.log" | head -n 1 || true

if command -v perf >/dev/null && perf record -q -F 999 -o "$work/perf" true 2>/dev/null; then
  rm -rf -- "$work/reports"
  mkdir "$work/some"
  find "$work/class" -name '*.tar.gz' | sort | head -n 20 | xargs -I {} cp {} "$work/some"
  perf record -q -F 999 -o "$work/perf" "$grader" grade --fresh --output "$work/reports" \
    "$work/some" "$@" >/dev/null 2>&1
  echo "the processor's time by program, over 20 of them:"
  perf report -i "$work/perf" --sort comm --stdio 2>/dev/null | grep -v '^#' | grep '%' | head -n 8
fi
