#!/usr/bin/env bash
# What a new student does, from the bundle alone: unpack, check, write step by step, train a small run,
# pack. Then the grader grades it, and has to give what check promised.
#
# usage: Tests/Release/walk_through.sh [FOLDER]
#
# FOLDER is where it happens (default: a temporary one, removed at the end). The solutions stand in for
# the student's work. Builds the grader if it is not built, and the bundle twice, once for `swift run`, once
# for `swift test`: about three minutes of processor time.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=$PWD
if [ $# -gt 0 ]; then
  room=$1
  mkdir -p "$room"
  room=$(cd "$room" && pwd)
else
  room=$(mktemp -d)
  trap 'rm -rf "$room"' EXIT
fi

fail() {
  echo "walk_through.sh: $1" >&2
  exit 1
}

step() { printf '\n== %s\n' "$1"; }

step 'cut the bundle'
swift build --product grader >"$room/build.log" 2>&1 || { tail "$room/build.log" >&2; exit 1; }
grader=$(swift build --show-bin-path)/grader
"$grader" release --output "$room/bundle.tar.gz"

step 'unpack, and check: nothing is written yet'
rm -rf "$room/diffusion-assignment"
tar -xzf "$room/bundle.tar.gz" -C "$room"
cd "$room/diffusion-assignment"
started=$SECONDS
swift run diffusion check >"$room/check.txt" 2>"$room/build.log" && fail 'check passes on stubs'
echo "swift run diffusion check, with the build: $((SECONDS - started)) s"
tail -n 6 "$room/check.txt"
total=$(grep -c 'not implemented$' "$room/check.txt")
grep -q "0 of $total done" "$room/check.txt" || fail 'some stub is not "not implemented"'

# write_step PROBLEM FILE…: the solutions of these files; then all that this problem's tests say is right.
passed=0
write_step() {
  problem=$1
  shift
  for file in "$@"; do cp "$package/Solutions/$file" "Assignments/$file"; done
  swift run diffusion check "$problem" >"$room/step.txt" 2>"$room/build.log" ||
    { cat "$room/step.txt" "$room/build.log" >&2; fail "$problem is not green"; }
  .build/debug/diffusion check >"$room/check.txt" 2>/dev/null || true
  now=$(grep -c '^    ✓' "$room/check.txt" || true)
  # Each test is a process with a time limit, which a machine with much else to do may miss: what is not green
  # is shown, and looked at once more.
  if [ "$now" -le "$passed" ]; then
    grep -A 2 '^    ✗' "$room/check.txt" >&2 || true
    .build/debug/diffusion check >"$room/check.txt" 2>/dev/null || true
    now=$(grep -c '^    ✓' "$room/check.txt" || true)
  fi
  printf '%-8s %s -> %s of %s done\n' "$problem" "$passed" "$now" "$total"
  [ "$now" -gt "$passed" ] || { cat "$room/check.txt" >&2; fail "$problem turned nothing green"; }
  passed=$now
}

step 'write step by step'
write_step 'step 1' HandsOn/Step1Alpha.swift
write_step 'step 2' HandsOn/Step2Timesteps.swift
write_step 'step 3' HandsOn/Step3ForwardProcess.swift
write_step 'step 4' HandsOn/Step4TrainingStep.swift
write_step 'step 5' HandsOn/Step5ReverseProcess.swift
write_step 1a ImageGeneration/Problem1Schedules.swift
write_step 2a ImageGeneration/Problem2Loss.swift
write_step 2b ImageGeneration/Problem2Sampling.swift
write_step 2-2-1 TextToImage/Problem1Guidance.swift
write_step 2-2-2 TextToImage/Problem2Denoising.swift
write_step 2-2-3 TextToImage/Problem3Latents.swift
write_step 2-2-4 TextToImage/Problem4Contrastive.swift

step 'a slip is named: √ᾱ forgotten'
cp Assignments/HandsOn/Step3ForwardProcess.swift "$room/right.swift"
# shellcheck disable=SC2016
sed 's/alphaBars.map { $0.squareRoot() }/alphaBars.map { $0 }/' "$room/right.swift" \
  >Assignments/HandsOn/Step3ForwardProcess.swift
swift run diffusion check 'step 3' 2>/dev/null && fail 'the slip passes'
cp "$room/right.swift" Assignments/HandsOn/Step3ForwardProcess.swift
write_step 3 ImageGeneration/Problem3Settings.swift
[ "$passed" = "$total" ] || fail "only $passed of $total are green"

step 'swift test says the same'
swift test >"$room/test.log" 2>&1 || { grep error: "$room/test.log" >&2; fail 'swift test fails'; }
grep 'Executed' "$room/test.log" | tail -n 1

step 'train a small run on drawn digits'
swift run diffusion train --prediction epsilon --schedule linear --features 8 --epochs 1 \
  --timesteps 60 --seed 1 >"$room/train.txt" 2>&1 || { tail "$room/train.txt" >&2; fail 'no run'; }
ls results_epsilon_linear

step 'paint a work'
swift run diffusion paint 'a large red circle on a white background' 2>/dev/null
ls works

step 'pack'
./CollectSubmission.sh 2000-00000 2>&1 | tail -n 4

step 'grade'
cd "$package"
"$grader" grade "$room/diffusion-assignment/2000-00000.tar.gz" --output "$room/grades" \
  >"$room/grade.txt" 2>"$room/grade.log" || { cat "$room/grade.log" >&2; fail 'not graded'; }
python3 - "$room/grades/results.json" <<'PYTHON'
import json, sys
result = json.load(open(sys.argv[1]))["submissions"][0]
lost = []
for assignment in result["assignments"]:
    for line in assignment["lines"]:
        points = sum(item["points"] for item in line["items"])
        print(f'{points:5.1f} / {line["possible"]:4.0f}  {line["title"]}')
        # What check looks at: the code. The runs are judged by their samples.
        is_code = any(item["name"].startswith("test") for item in line["items"])
        if is_code and points < line["possible"]:
            lost.append(line["title"])
for note in result["notes"]:
    print("note:", note)
if lost or result["notes"]:
    sys.exit(f"walk_through.sh: check promised more: {lost} {result['notes']}")
PYTHON
echo
echo 'all that check promised was given'
