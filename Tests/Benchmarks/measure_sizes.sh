#!/usr/bin/env bash
# How clear the digits become by the network's size and the minutes of training: trains a run of each
# size and length from its own start, draws new digits from it and counts the clear ones.
#
#   Tests/Benchmarks/measure_sizes.sh [options]
#
#   --runs "SIZE:EPOCHS,EPOCHS,… …"  what to measure (default: see below)
#   --prediction P, --schedule S     the setting (default: epsilon, linear)
#   --samples N      new digits drawn from each run, a multiple of 10 (default: 300)
#   --seed N         of weights, order and noise (default: 1); another seed adds to the same file
#   --data DIR       MNIST's files (default: $MNIST_DIR, Data/mnist, drawn digits)
#   --work DIR       where the runs go (default: .build/sizes)
#   --csv FILE       what was measured, a line a run (default: Tests/Benchmarks/sizes.csv)
#   --readme FILE    a Markdown file to write picture and tables into, between the lines
#                    <!-- sizes --> and <!-- /sizes --> (default: README.md)
#   --list           say what would be trained, and stop
#   --draw           draw picture and tables from the file, without training anything
#
# The learning rate of each run falls to zero over its own length: the curve is what a student with so
# many minutes gets, not what a longer run passes through. All other settings are those of problem 3.
#
# Stop it, kill it, go on with the same command: what is in FILE is not measured again, and a run under
# way goes on from its last epoch. Minutes compare only if nothing else keeps the processors busy; the
# images a second in the table show a run that was disturbed. Work in a checkout that nobody builds in.
set -euo pipefail
export LC_ALL=C

usage() {
  echo "measure_sizes.sh: $1; the head of the script says what there is" >&2
  exit 2
}

runs='8:1,2,5,10,20,40 16:1,2,5,10,20,40 32:1,2,5,10,20,40 64:1,2,5,10,20'
prediction=epsilon
schedule=linear
samples=300
seed=1
data=()
package=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$package/.build/sizes
csv=$package/Tests/Benchmarks/sizes.csv
readme=$package/README.md
mode=measure
while [ $# -gt 0 ]; do
  case $1 in
    --list) mode=list ;;
    --draw) mode=draw ;;
    --runs | --prediction | --schedule | --samples | --seed | --data | --work | --csv | --readme)
      [ $# -ge 2 ] || usage "$1 needs a value"
      case $1 in
        --runs) runs=$2 ;;
        --prediction) prediction=$2 ;;
        --schedule) schedule=$2 ;;
        --samples) samples=$2 ;;
        --seed) seed=$2 ;;
        --data) data=(--data "$2") ;;
        --work) work=$2 ;;
        --csv) csv=$2 ;;
        --readme) readme=$2 ;;
      esac
      shift
      ;;
    *) usage "unknown option $1" ;;
  esac
  shift
done
[[ $seed =~ ^[0-9]{1,9}$ ]] || usage "--seed $seed: a whole number is needed"
[[ $samples =~ ^[1-9][0-9]{0,3}0$ ]] || usage "--samples $samples: a multiple of 10 is needed"

# Size and length of each run, the cheapest first: stopped half-way, the picture is still of all sizes.
# The work of a step grows with the square of the size.
plan=$(
  for size in $runs; do
    [[ $size =~ ^[0-9]{1,3}:[0-9]{1,6}(,[0-9]{1,6})*$ ]] ||
      usage "--runs $size: a size and its epochs are needed, 16:1,2,5"
    for epochs in $(tr , ' ' <<<"${size#*:}"); do
      echo "$((10#${size%%:*} * 10#${size%%:*} * 10#$epochs)) $((10#${size%%:*})) $((10#$epochs))"
    done
  done | sort -n | uniq
)

# As a run's name begins in the file: prediction, schedule, seed, features, epochs.
is_measured() {
  [ -f "$csv" ] && grep -q "^[^,]*,$prediction,$schedule,$seed,$1,$2," "$csv"
}

if [ "$mode" = list ]; then
  while read -r _ features epochs; do
    is_measured "$features" "$epochs" && state='measured' || state='to do'
    printf '%4d features %5d epochs: %s\n' "$features" "$epochs" "$state"
  done <<<"$plan"
  exit
fi

cd "$package"
swift build -c release --product grader >&2
products=$(swift build -c release --show-bin-path)
grader=$products/grader
DIFFUSION_THREADS=${DIFFUSION_THREADS:-$(getconf _NPROCESSORS_ONLN)}
export DIFFUSION_THREADS

draw() {
  picture=${csv%.csv}.png
  "$grader" chart-sizes "$csv" "$picture" >"$work/tables.md"
  cat "$work/tables.md"
  grep -qx '<!-- sizes -->' "$readme" && grep -qx '<!-- /sizes -->' "$readme" || {
    echo "$readme has no lines <!-- sizes --> and <!-- /sizes -->: the tables are not written into it" >&2
    return
  }
  {
    sed '/^<!-- sizes -->$/q' "$readme"
    echo
    echo "![Clear digits against minutes of training, a line a size](${picture#"$package"/})"
    echo
    cat "$work/tables.md"
    echo
    sed -n '/^<!-- \/sizes -->$/,$p' "$readme"
  } >"$work/readme.md"
  cat "$work/readme.md" >"$readme"
  echo "picture in $picture, tables in $readme" >&2
}

# field INDENT NAME FILE: a value of JSON as our commands write it, a line a value.
field() {
  value=$(sed -n 's/^ \{'"$1"'\}"'"$2"'" : "\{0,1\}\([^"]*[^",]\)"\{0,1\},\{0,1\}$/\1/p' "$3")
  [ -n "$value" ] || {
    echo "$3: no $2 in it" >&2
    return 1
  }
  echo "$value"
}

measure() {
  local features=$1 epochs=$2
  local folder=$work/$prediction-$schedule-$seed/$features-$epochs
  local results=$folder/results_${prediction}_$schedule
  mkdir -p "$folder"
  "$products/reference" train --prediction "$prediction" --schedule "$schedule" \
    --features "$features" --epochs "$epochs" --seed "$seed" --output "$folder" \
    ${data[@]+"${data[@]}"}
  # The run drew its own hundred with its seed and one.
  "$products/reference" sample "$results" --count "$samples" --seed "$((seed + 1000))" \
    --output "$folder/new" >&2
  "$grader" clarity "$folder/new.npy" --json >"$folder/clarity.json"

  local record=$results/run.json
  local source images parameters seconds loss clear
  source=$(field 4 data "$record")
  images=$(field 4 images "$record")
  parameters=$(field 2 parameters "$record")
  seconds=$(field 2 seconds "$record")
  loss=$(field 2 loss "$record")
  clear=$(field 2 clear "$folder/clarity.json")
  # The new file takes the old one's place whole, or not at all.
  {
    if [ -f "$csv" ]; then
      cat "$csv"
    else
      echo 'data,prediction,schedule,seed,features,epochs,images,threads,parameters,seconds,loss,samples,clear'
    fi
    printf '%s,%s,%s,%d,%d,%d,%d,%d,%d,%.1f,%.5f,%d,%d\n' "${source%%,*}" "$prediction" "$schedule" \
      "$seed" "$features" "$epochs" "$images" "$DIFFUSION_THREADS" "$parameters" "$seconds" "$loss" \
      "$samples" "$clear"
  } >"$csv.part"
  mv -- "$csv.part" "$csv"
  echo "$features features, $epochs epochs: $clear of $samples clear after $seconds s" >&2
}

mkdir -p "$work"
if [ "$mode" = measure ]; then
  swift build -c release --product reference >&2
  while read -r _ features epochs; do
    is_measured "$features" "$epochs" || measure "$features" "$epochs" </dev/null
  done <<<"$plan"
fi
draw
