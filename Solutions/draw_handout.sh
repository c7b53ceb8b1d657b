#!/usr/bin/env bash
# Draws the pictures of the handout anew, with the reference solution and the reference runs.
#
#   Solutions/draw_handout.sh [--data DIR]
#
#   --data DIR    MNIST's files, for the forward process (default: $MNIST_DIR, Data/mnist, drawn digits)
#
# The digits are new ones: the handout shows none of the samples that the runs themselves hold.
set -euo pipefail
export LC_ALL=C

data=()
if [ $# -eq 2 ] && [ "$1" = --data ]; then
  data=(--data "$2")
elif [ $# -ne 0 ]; then
  echo "draw_handout.sh: only --data DIR is known; the head of the script says what it does" >&2
  exit 2
fi

cd "$(dirname -- "$0")/.."
swift build --product reference >&2
reference=$(swift build --show-bin-path)/reference
pictures=Handout/pictures
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

mkdir -p "$pictures"
"$reference" schedules --output "$pictures/schedules.png"
"$reference" forward --output "$pictures/forward.png" ${data[@]+"${data[@]}"}
for run in epsilon_linear epsilon_cosine sample_linear sample_cosine; do
  "$reference" sample "Solutions/results_$run" --seed 20 --output "$work/$run" --reverse
  cp -- "$work/$run.png" "$pictures/samples_$run.png"
done
cp -- "$work/epsilon_cosine_reverse.png" "$pictures/reverse.png"
cp -- "$work/epsilon_cosine_reverse.gif" "$pictures/reverse.gif"
for guidance in 0 1 3; do
  "$reference" paint 'a red heart above a yellow star, purple background' --guidance "$guidance" --seed 20 \
    --output "$work/painted_$guidance" --reverse
  cp -- "$work/painted_$guidance.png" "$pictures/"
done
cp -- "$work/painted_3_reverse.gif" "$pictures/painted.gif"
cp -- Tests/Benchmarks/sizes.png "$pictures/sizes.png"
du -k "$pictures"
