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
"$painted" paint 'a pink circle above a cyan square, purple background' --guidance 4 --seed 1
"$painted" paint 'a red 1 below a yellow square on a black background' --guidance 4 --seed 2
"$painted" paint '파란 배경 위의 커다란 빨간 네모' --guidance 4 --seed 3
"$painted" paint 'a yellow circle above a yellow square on a black background' --guidance 4 --seed 3
