#!/usr/bin/env bash
# Kills the grader with SIGKILL at random moments of one batch, lets the same command go on each time,
# and compares what is there at the end with an undisturbed run: byte for byte, but for times.
#
#   Tests/Robustness/kill_at_random.sh [KILLS [SUBMISSIONS [SECONDS [SEED]]]]
#
# Default: 20 kills over 50 submissions, each kill at a moment from 0 to SECONDS after the start, drawn
# with seed 1. SECONDS are measured first unless they are given, so that the kills spread over about two
# thirds of the batch. Needs a build (`swift build --build-tests`). Exit code 0: all as it should be; 1: not.
#
# Checked besides: a record that is there once never changes again (nothing is graded twice), and no
# temporary folder, half-written file, mark or process of the killed graders is left at the end.
set -u
LC_ALL=C
export LC_ALL
kills=${1:-20}
submissions=${2:-50}
seconds=${3:-}
seed=${4:-1}
jobs=${JOBS:-2}

package=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
grader=${GRADER:-$package/.build/debug/grader}
[ -x "$grader" ] || {
  echo "kill_at_random.sh: $grader is not there; run swift build --build-tests" >&2
  exit 1
}
work=$(mktemp -d "${TMPDIR:-/tmp}/kill-at-random.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$work/tmp" "$work/records"
# Everything temporary of the grader's goes where we can look for left-overs.
export TMPDIR="$work/tmp"

failures=0
killed=0
complain() {
  echo "NOT AS IT SHOULD BE: $1"
  failures=$((failures + 1))
}

# Every time other contents, so that no cache knows them.
make_class() {
  "$package/Tests/Benchmarks/make_class.sh" --without-runs --mixed --salt "$1-$$-$(date +%s)" \
    "$2" "$work/$1" || exit 1
}
make_class class "$submissions"

if [ -z "$seconds" ]; then
  make_class trial 6
  TIMEFORMAT=%R
  trial() { "$grader" grade "$work/trial" --output "$work/trial-out" --jobs "$jobs" >/dev/null 2>&1; }
  all=$({ time trial; } 2>&1)
  start=$({ time trial; } 2>&1)
  # A life of the grader is its start and, in the mean, its share of two thirds of the batch.
  seconds=$(awk -v all="$all" -v start="$start" -v count="$submissions" -v kills="$kills" \
    'BEGIN { printf "%.2f", 2 * (start + (all - start) / 6 * count / kills * 2 / 3) }')
  echo "start $start s, six submissions $all s: kills from 0 to $seconds s after each start"
fi

# Records, as far as they are there, must be what they were after the kill before.
compare_records() {
  for record in "$work"/disturbed/.grader/records/*.json; do
    [ -f "$record" ] || continue
    copy=$work/records/${record##*/}
    if [ -f "$copy" ]; then
      cmp -s "$record" "$copy" || complain "${record##*/} was graded twice"
    else
      cp "$record" "$copy"
    fi
  done
}

moments=$(awk -v seed="$seed" -v count="$kills" -v most="$seconds" \
  'BEGIN { srand(seed); for (i = 0; i < count; i++) printf "%.2f\n", rand() * most }')
number=0
for moment in $moments; do
  number=$((number + 1))
  "$grader" grade "$work/class" --output "$work/disturbed" --jobs "$jobs" >"$work/log" 2>&1 &
  process=$!
  sleep "$moment"
  kill -9 "$process" 2>/dev/null
  # The shell's notice of the kill is no news.
  { wait "$process"; } 2>/dev/null
  status=$?
  compare_records
  done=$(find "$work/records" -name '*.json' | wc -l | tr -d ' ')
  if [ "$status" = 137 ]; then
    killed=$((killed + 1))
    echo "kill $number after $moment s: $done of $submissions recorded"
  elif [ "$status" = 0 ] && [ "$done" = "$submissions" ]; then
    # The machine was faster than at the trial; the rest of the kills would hit a finished batch.
    echo "run $number was done after less than $moment s"
  else
    complain "run $number ended by itself, with exit code $status"
    tail -n 3 "$work/log"
  fi
done

echo "going on to the end"
"$grader" grade "$work/class" --output "$work/disturbed" --jobs "$jobs" >"$work/log" 2>&1 ||
  complain "the last run ended with exit code $?: $(tail -n 1 "$work/log")"
compare_records

echo "undisturbed run"
"$grader" grade "$work/class" --output "$work/calm" --jobs "$jobs" --fresh >"$work/log" 2>&1 ||
  complain "the undisturbed run ended with exit code $?: $(tail -n 1 "$work/log")"

# The same files without their times; the seal of a record is a sum over its times too.
for run in disturbed calm; do
  (cd "$work/$run" && find . -type f ! -path ./.grader/lock | sort) >"$work/$run.files"
  while IFS= read -r file; do
    mkdir -p "$work/$run.plain/${file%/*}"
    sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/TIME/g' \
      -e 's/"(seconds|execution_time)" ?: ?[0-9.e+-]+/"\1" : TIME/g' \
      -e 's/time="[0-9.]+"/time="TIME"/g' \
      -e 's#<td class="seconds">[0-9.]+</td>#<td class="seconds">TIME</td>#g' \
      -e 's/^sealed 1 [0-9a-f]{64}$/sealed/' \
      "$work/$run/$file" >"$work/$run.plain/$file"
  done <"$work/$run.files"
done
if diff -r "$work/calm.plain" "$work/disturbed.plain" >"$work/differences"; then
  echo "equal but for times: $(wc -l <"$work/calm.files" | tr -d ' ') files"
else
  head -n 20 "$work/differences" | cut -c 1-300
  complain "the results differ from those of an undisturbed run"
fi

# Suites whose grader was killed notice it within a second or two.
sleep 3
left=$(find "$work/tmp" -mindepth 1 -maxdepth 1 -name 'grader*' | wc -l | tr -d ' ')
[ "$left" = 0 ] || complain "$left temporary folders are left"
left=$(find "$work/disturbed" -name '*.part' -o -path '*/.grader/running/*' | wc -l | tr -d ' ')
[ "$left" = 0 ] || complain "$left half-written files or marks are left"
# Every process of a submission or its suites has our folder among its arguments or variables.
if [ -d /proc/self ]; then
  left=0
  for process in /proc/[0-9]*; do
    [ "${process#/proc/}" = $$ ] && continue
    case $({ tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null) in
      *"$work/tmp/"*)
        left=$((left + 1))
        { tr '\0' ' ' <"$process/cmdline" | cut -c 1-150; } 2>/dev/null
        ;;
    esac
  done
  [ "$left" = 0 ] || complain "$left processes are left"
fi

[ "$killed" -ge $(((kills + 1) / 2)) ] || complain "only $killed of $kills kills hit a running grader"
[ "$failures" = 0 ] && echo "as it should be: $killed kills, $submissions submissions, seed $seed"
[ "$failures" = 0 ]
