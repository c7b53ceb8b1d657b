#!/usr/bin/env bash
# Paints the four works that the reference solution hands in, Solutions/works, anew: after a change of the
# painter's weights they no longer match their settings.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build --product reference
painted=$PWD/.build/debug/reference
rm -rf Solutions/works
mkdir Solutions/works
cd Solutions
"$painted" paint 'a pink heart above a cyan square, purple background' --seed 1
"$painted" paint 'a red 1 below a yellow star on a black background' --seed 2
"$painted" paint '파란 배경 위의 커다란 빨간 하트' --guidance 4 --seed 3
"$painted" paint 'a green 3 to the right of an orange 7 on a white background' --steps 50 --scheduler ddim --seed 4
