#!/bin/sh
# Makes a class of submissions out of the reference solution, no two of them alike: names of
# variables and comments differ, as in copies that were made to look like own work.
#
#   Tests/Benchmarks/make_class.sh [--without-runs] [--mixed] [--salt WORD] COUNT DIR
#
# DIR gets COUNT archives, 2001-00001.tar.gz and so on. The same arguments give the same bytes; with
# another WORD, which goes into every comment, no cache knows them.
# --without-runs leaves the four results folders out: code only.
# --mixed: of every ten, one has a step unfinished, one a wrong formula, one a trap and one an error
# of syntax; the other six earn full marks for their code.
set -eu
LC_ALL=C
export LC_ALL

usage() {
  echo 'usage: make_class.sh [--without-runs] [--mixed] [--salt WORD] COUNT DIR' >&2
  exit 2
}

runs=1
mixed=0
salt=copy
while [ $# -gt 0 ]; do
  case $1 in
    --without-runs) runs=0 ;;
    --mixed) mixed=1 ;;
    --salt)
      [ $# -ge 2 ] || usage
      salt=$2
      shift
      ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 2 ] || usage
case $1 in '' | *[!0-9]* | ??????*) usage ;; esac
count=$1
package=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
mkdir -p -- "$2"
output=$(cd -- "$2" && pwd -P)

work=$(mktemp -d "${TMPDIR:-/tmp}/make-class.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Names that are a function's own in every file that has them.
local_names='signalScale noiseScale noiseShare direction cleanShare noisyShare stepScale'

# replace FILE SCRIPT: edits a file with sed, which has to change it.
replace() {
  sed "$2" "$1" >"$work/edited"
  if cmp -s "$work/edited" "$1"; then
    echo "make_class.sh: nothing to change in $1; the reference solution has moved on" >&2
    exit 1
  fi
  cat "$work/edited" >"$1"
}

number=1
while [ "$number" -le "$count" ]; do
  student=$(printf '2001-%05d' "$number")
  room=$work/$student
  mkdir -p "$room/Assignments"
  cp -R "$package/Solutions/HandsOn" "$package/Solutions/ImageGeneration" "$room/Assignments/"
  if [ "$runs" = 1 ]; then cp -R "$package"/Solutions/results_* "$room/"; fi
  names=
  for name in $local_names; do names="$names;s/$name/${name}Of$number/g"; done
  for file in "$room"/Assignments/*/*.swift; do
    { echo "// $student: my own work, $salt $((number * 7919 % 1000))."; sed "${names#;}" "$file"; } \
      >"$work/edited"
    cat "$work/edited" >"$file"
  done
  steps=$room/Assignments/HandsOn
  if [ "$mixed" = 1 ]; then
    case $((number % 10)) in
      2) cp "$package/Assignments/HandsOn/Step2Timesteps.swift" "$steps/" ;;
      4) replace "$steps/Step3ForwardProcess.swift" 's/(1 - $0).squareRoot()/(1 - $0)/' ;;
      6) replace "$steps/Step1Alpha.swift" 's/betas.map { beta in 1 - beta }/[betas[betas.count]]/' ;;
      8) replace "$steps/Step2Timesteps.swift" 's/random.integers(/random.integers((/' ;;
    esac
  fi
  /bin/sh "$package/CollectSubmission.sh" --from "$room" --output "$output" "$student" \
    >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    exit 1
  }
  rm -rf -- "$room"
  number=$((number + 1))
done
echo "$output: $count submissions"
