#!/bin/sh
# Packs a submission: ./CollectSubmission.sh 2000-00000 makes 2000-00000.tar.gz.
#
# The same files give the same bytes: names sorted, times, owners and modes fixed, no time stamp
# from gzip. Needs nothing but a POSIX shell, tar (GNU or BSD) and gzip.

set -u
LC_ALL=C
export LC_ALL
unset CDPATH TAR_OPTIONS GZIP POSIXLY_CORRECT
umask 022

ASSIGNMENTS='HandsOn ImageGeneration TextToImage'
RESULTS='results_epsilon_linear results_epsilon_cosine results_sample_linear results_sample_cosine'
RESULTS_FILES='model.safetensors samples.npy samples.png reverse.gif loss.csv loss.png run.json'
WORKS=4
LARGE_MEGABYTES=50

usage() {
  cat <<'TEXT'
Packs your work for submission.

usage: ./CollectSubmission.sh [--from DIR] [--output DIR] STUDENT_NUMBER

  STUDENT_NUMBER   like 2000-00000; the archive is called STUDENT_NUMBER.tar.gz
  --from DIR       where Assignments/ and the results folders are
                   (default: $SUBMISSION_FROM, else the folder of this script)
  --output DIR     where the archive goes (default: the current folder)
  --help           this text

Packed are the Swift files of Assignments/HandsOn, Assignments/ImageGeneration
and Assignments/TextToImage, the four results folders,
results_{epsilon|sample}_{linear|cosine}, four works of works/ (NAME.png with
its settings, NAME.json), and bundle.json, which says which version of the
assignment this is. What is missing is named; the rest is packed all the same.
An empty file works/private keeps your works out of the class's gallery.

exit codes: 0 packed; 2 wrong use, nothing to pack, or no archive written
TEXT
}

fail() {
  printf 'CollectSubmission.sh: %s\n' "$1" >&2
  exit 2
}

warn() {
  warnings=$((warnings + 1))
  printf 'warning: %s\n' "$1" >&2
}

warnings=0
number=
from=${SUBMISSION_FROM-}
output=.

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --from=*) from=${1#*=} ;;
    --output=*) output=${1#*=} ;;
    --from | --output)
      [ $# -ge 2 ] || fail "$1 needs a folder; try --help"
      if [ "$1" = --from ]; then from=$2; else output=$2; fi
      shift
      ;;
    -*) fail "unknown option $1; try --help" ;;
    *)
      [ -z "$number" ] || fail "one student number only, not also $1; try --help"
      number=$1
      ;;
  esac
  shift
done

[ -n "$number" ] || fail 'give your student number: ./CollectSubmission.sh 2000-00000'
case $number in
  [0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9]) ;;
  *) fail "“$number” is not a student number: write it like 2000-00000" ;;
esac

if [ -z "$from" ]; then
  case $0 in
    */*) from=${0%/*} ;;
    *) from=. ;;
  esac
fi
[ -d "$from" ] || fail "$from: no such folder; give the one that holds Assignments/ with --from"
[ -d "$output" ] || fail "$output: no such folder; make it first"
from=$(cd -- "$from" && pwd -P) || fail 'the folder of your files cannot be entered'
output=$(cd -- "$output" && pwd -P) || fail 'the folder for the archive cannot be entered'
archive=$output/$number.tar.gz

scratch=$(mktemp -d "${TMPDIR:-/tmp}/submission.XXXXXX") || fail 'no temporary folder can be made'
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

top=$scratch/$number
mkdir -- "$top" || fail "cannot write to $scratch"
collected=0

# collect PATH: copies a plain file, by its path below $from.
collect() {
  case $1 in
    *'
'*)
      warn "a file name with a line break is left out: $1"
      return
      ;;
  esac
  mkdir -p -- "$top/${1%/*}" && cp -- "$from/$1" "$top/$1" ||
    fail "cannot copy $1; is the disk full, or the file unreadable?"
  collected=$((collected + 1))
}

# swift_files FOLDER: the Swift files below it, hidden ones and build products left out.
swift_files() {
  (cd -- "$from" && find -H "$1" -name '.?*' -prune -o -type f -name '*.swift' -print) | sort
}

for assignment in $ASSIGNMENTS; do
  folder=Assignments/$assignment
  if [ ! -d "$from/$folder" ]; then
    warn "$folder is missing"
    continue
  fi
  swift_files "$folder" >"$scratch/files"
  [ -s "$scratch/files" ] || warn "$folder holds no Swift file"
  while IFS= read -r file; do
    # What find prints of a name with a line break is no file.
    [ -f "$from/$file" ] || {
      warn "a file with a strange name is left out: $file"
      continue
    }
    collect "$file"
    # A comment may mention it; what runs counts.
    left=$(sed 's|//.*||' "$from/$file" | grep -c 'fatalError("TODO')
    [ "$left" -eq 0 ] || warn "$file is not finished: $left × fatalError(\"TODO…\") left"
  done <"$scratch/files"
done

for folder in $RESULTS; do
  if [ ! -d "$from/$folder" ]; then
    warn "$folder is missing: train that setting first, or lose its points"
    continue
  fi
  missing=
  for name in $RESULTS_FILES; do
    if [ -f "$from/$folder/$name" ]; then
      collect "$folder/$name"
    else
      missing="$missing $name"
    fi
  done
  [ -z "$missing" ] || warn "$folder lacks$missing"
done

# works NAME.png and NAME.json: a picture and its settings.
packed=0
if [ ! -d "$from/works" ]; then
  warn "works is missing: paint four pictures first, or lose their points"
else
  (cd -- "$from" && find -H works -name '.?*' -prune -o -type f -name '*.png' -print) | sort \
    >"$scratch/files"
  while IFS= read -r file; do
    settings=${file%.png}.json
    case $file in
      works/*/*)
        warn "$file is left out: works lie in works/ itself"
        continue
        ;;
    esac
    if [ ! -f "$from/$settings" ]; then
      warn "$file is left out: its settings, $settings, are missing"
    elif [ "$packed" -ge "$WORKS" ]; then
      warn "$file is left out: $WORKS works are packed already"
    else
      collect "$file"
      collect "$settings"
      packed=$((packed + 1))
    fi
  done <"$scratch/files"
  [ "$packed" -ge "$WORKS" ] ||
    warn "works holds $packed of $WORKS works: paint the others, or lose their points"
  [ ! -f "$from/works/private" ] || collect works/private
fi

# Which version of the assignment this is.
if [ "$collected" -gt 0 ]; then
  if [ -f "$from/bundle.json" ]; then
    collect ./bundle.json
  else
    warn 'bundle.json is missing: copy it from the bundle again, it says which version this is'
  fi
fi

[ "$collected" -gt 0 ] ||
  fail "nothing to collect in $from: it holds neither Assignments/ nor a results folder"

find "$top" -type f -exec chmod 644 {} + && find "$top" -exec touch -t 200001010000 {} + ||
  fail 'the copies cannot be prepared'
(cd -- "$scratch" && find "$number" -type f | sort) >"$scratch/list"

# Files alone, no folders: their modes and sizes are the file system's own.
case $(tar --version 2>/dev/null) in
  *'GNU tar'*) owner='--owner=root:0 --group=root:0' ;;
  *bsdtar*) owner='--uid 0 --gid 0 --uname root --gname root --no-xattrs --no-mac-metadata' ;;
  *) owner= ;;
esac
# A tar that does not know the last two options (they matter on macOS alone) is asked without them.
pack() {
  # shellcheck disable=SC2086
  (cd -- "$scratch" && TZ=UTC0 COPYFILE_DISABLE=1 tar --format ustar $1 -cf archive.tar -T list)
}
if ! pack "$owner" 2>"$scratch/errors" && ! pack "${owner% --no-xattrs *}" 2>"$scratch/errors"; then
  fail "tar failed: $(head -n 1 "$scratch/errors")"
fi
gzip -n <"$scratch/archive.tar" >"$scratch/archive.tar.gz" || fail 'gzip failed'
cp -- "$scratch/archive.tar.gz" "$archive.part" && mv -f -- "$archive.part" "$archive" || {
  rm -f -- "$archive.part"
  fail "cannot write $archive"
}

bytes=$(wc -c <"$archive" | tr -d ' ')
if [ "$bytes" -ge 1048576 ]; then
  size="$((bytes / 1048576)).$((bytes % 1048576 * 10 / 1048576)) MB"
else
  size="$(((bytes + 1023) / 1024)) KB"
fi
[ "$bytes" -le $((LARGE_MEGABYTES * 1048576)) ] ||
  warn "the archive is larger than $LARGE_MEGABYTES MB: smaller networks do as well"
printf '%s: %s files, %s' "$archive" "$collected" "$size"
case $warnings in
  0) printf ', complete\n' ;;
  1) printf ', 1 warning\n' ;;
  *) printf ', %s warnings\n' "$warnings" ;;
esac
