#!/usr/bin/env bash
# Trains the four reference runs anew, and counts the clear digits among new samples of each.
#
#   Solutions/retrain.sh [options]
#
#   --features N, --epochs N   for a trial; default: the settings of problem 3, which the committed
#                              runs have to follow
#   --seed N           of weights, order and noise (default: 1)
#   --data DIR         MNIST's files (default: $MNIST_DIR, Data/mnist, drawn digits)
#   --at-once N        how many runs train at a time, on as many threads each as that leaves
#                      (default: 1; the weights are the same)
#   --sample-seeds "S …"  100 new digits are drawn with each (default: 101 102 103)
#   --at-least N       of 100 new digits that have to be clear (default: 95)
#   --work DIR         where the runs go (default: .build/reference-runs)
#   --install          put the runs in the place of those under Solutions/
#
# Nothing is picked: all seeds are in the table, and the runs are installed as they come out. Exit code 1:
# some count is below N, or the runs are larger than what may be committed; nothing is installed then.
# Stop it, kill it, go on with the same command: finished runs stay, one under way goes on from its last
# epoch. Runs of other settings in DIR are not overwritten: name another.
set -euo pipefail
export LC_ALL=C

usage() {
  echo "retrain.sh: $1; the head of the script says what there is" >&2
  exit 2
}

settings=()
seed=1
at_once=1
sample_seeds='101 102 103'
at_least=95
install=false
package=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$package/.build/reference-runs
while [ $# -gt 0 ]; do
  case $1 in
    --install) install=true ;;
    --features | --epochs | --data | --seed | --at-once | --sample-seeds | --at-least | --work)
      [ $# -ge 2 ] || usage "$1 needs a value"
      case $1 in
        --features | --epochs | --data) settings+=("$1" "$2") ;;
        --seed) seed=$2 ;;
        --at-once) at_once=$2 ;;
        --sample-seeds) sample_seeds=$2 ;;
        --at-least) at_least=$2 ;;
        --work) work=$2 ;;
      esac
      shift
      ;;
    *) usage "unknown option $1" ;;
  esac
  shift
done
if $install && [[ " ${settings[*]-} " =~ ' --'(features|epochs)' ' ]]; then
  usage '--install takes runs with the settings of problem 3: change Problem3Settings.swift'
fi
[[ $seed =~ ^[0-9]{1,9}$ ]] || usage "--seed $seed: a whole number is needed"
[[ $at_once =~ ^[1-4]$ ]] || usage "--at-once $at_once: 1, 2, 3 or 4 is needed"
[[ $at_least =~ ^[0-9]{1,3}$ ]] || usage "--at-least $at_least: a whole number is needed"
[[ $sample_seeds =~ ^[0-9]+( [0-9]+)*$ ]] || usage "--sample-seeds $sample_seeds: numbers are needed"
for number in $sample_seeds; do
  # The digits of the results folder itself are drawn with the run's seed and one.
  [ "$number" -gt "$((seed + 1))" ] || usage "--sample-seeds $number: more than $((seed + 1)) is needed"
done

cd "$package"
swift build -c release --product reference >&2
swift build -c release --product grader >&2
products=$(swift build -c release --show-bin-path)
threads=${DIFFUSION_THREADS:-$(getconf _NPROCESSORS_ONLN)}
mkdir -p "$work"

names='epsilon_linear epsilon_cosine sample_linear sample_cosine'
running=()
# A polite kill lets each write its checkpoint.
trap '[ ${#running[@]} = 0 ] || kill "${running[@]}" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits for all that is running.
finish() {
  local failed=false
  for process in ${running[@]+"${running[@]}"}; do wait "$process" || failed=true; done
  running=()
  if $failed; then
    for name in $names; do tail -n 1 "$work/$name.log" 2>/dev/null || true; done >&2
    echo "retrain.sh: not all runs were trained; their words are in $work/*.log" >&2
    exit 2
  fi
}

rm -f -- "$work"/*.log
for name in $names; do
  echo "training $name" >&2
  DIFFUSION_THREADS=$((threads / at_once > 0 ? threads / at_once : 1)) \
    "$products/reference" train --prediction "${name%_*}" --schedule "${name#*_}" --seed "$seed" \
    --output "$work" ${settings[@]+"${settings[@]}"} >"$work/$name.log" 2>&1 </dev/null &
  running+=($!)
  [ "${#running[@]}" -lt "$at_once" ] || finish
done
finish

# clear FILE.npy: how many of its digits are clear.
clear() {
  "$products/grader" clarity "$1" --json | sed -n 's/^  "clear" : \([0-9]*\),\{0,1\}$/\1/p'
}

enough=true
{
  printf '| run | features | epochs | minutes | loss | its own 100 |'
  for number in $sample_seeds; do printf ' seed %s |' "$number"; done
  printf '\n|---|---:|---:|---:|---:|---:|'
  for number in $sample_seeds; do printf -- '---:|'; done
  printf '\n'
} >"$work/table.md"
for name in $names; do
  record=$work/results_$name/run.json
  value() { sed -n 's/^ *"'"$1"'" : \([0-9.e-]*\),\{0,1\}$/\1/p' "$record" | head -n 1; }
  row="| $name | $(value features) | $(value epochs) | $(
    awk "BEGIN { printf \"%.1f\", $(value seconds) / 60 }"
  ) | $(printf %.4f "$(value loss)") | $(clear "$work/results_$name/samples.npy") |"
  for number in $sample_seeds; do
    "$products/reference" sample "$work/results_$name" --seed "$number" \
      --output "$work/new_${name}_$number" >>"$work/$name.log" 2>&1
    count=$(clear "$work/new_${name}_$number.npy")
    row="$row $count |"
    [ "$count" -ge "$at_least" ] || enough=false
  done
  echo "$row" >>"$work/table.md"
  echo "counted $name" >&2
done
cat "$work/table.md"

bytes=$(cat "$work"/results_*/* | wc -c)
echo "the four runs have $((bytes)) bytes; 6,000,000 may be committed"
[ "$bytes" -lt 6000000 ] || {
  echo "retrain.sh: too large to be committed" >&2
  enough=false
}
$enough || {
  echo "retrain.sh: not as good as it has to be: nothing is installed" >&2
  exit 1
}
if $install; then
  for name in $names; do
    target=$package/Solutions/results_$name
    # Under a name that nobody takes for results.
    new=$package/Solutions/.new-$name
    rm -rf -- "$new"
    cp -R "$work/results_$name" "$new"
    rm -rf -- "$target"
    mv -- "$new" "$target"
  done
  echo "installed in Solutions/"
fi
