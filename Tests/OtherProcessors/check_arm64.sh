#!/bin/sh
# Usage: check_arm64.sh [QEMU]
#
# Compiles the kernels for arm64, as Embedded Swift without a system, and runs convolution and its gradients under
# the emulator (default: qemu-aarch64 or qemu-aarch64-static) against the definition in Float64. Needs no
# arm64 library: WithoutSystem.swift takes the place of threads and pooled memory. Activations and the rest
# are compiled, but not run. Exit 0: all right; 1: something is wrong; 2: no emulator, so compiled only.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sources=$here/../../Sources
qemu=${1:-$(command -v qemu-aarch64 || command -v qemu-aarch64-static || true)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

kernels=$(find "$sources/NumericKernels" -name '*.swift' \
  ! -name Parallel.swift ! -name ThreadPool.swift ! -name MemoryPool.swift ! -name ProcessorCheck.swift)
# shellcheck disable=SC2086
swiftc -target aarch64-none-none-elf -enable-experimental-feature Embedded -swift-version 6 \
  -Ounchecked -wmo -parse-as-library -suppress-warnings -module-name Kernels \
  -I "$sources/CProcessor" $kernels "$here/WithoutSystem.swift" -c -o "$work/kernels.o"
clang -target aarch64-none-elf -O1 -ffreestanding -fno-builtin -fno-stack-protector \
  -c "$here/definition.c" -o "$work/definition.o"
ld.lld "$work/definition.o" "$work/kernels.o" -o "$work/check"
echo "$(llvm-objdump -d "$work/kernels.o" | grep -c fmla) NEON multiply-add instructions"
if llvm-objdump -dr "$work/kernels.o" | grep -q fmaf; then
  echo "a kernel calls the C library to multiply and add" >&2
  exit 1
fi
if [ -z "$qemu" ]; then
  echo "compiled, but not run: there is no qemu-aarch64" >&2
  exit 2
fi
"$qemu" "$work/check"
