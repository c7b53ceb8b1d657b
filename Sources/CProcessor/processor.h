// What Swift cannot say: bring memory nearer, and two questions. Which instruction sets was this compiled
// for, and which does the processor that runs it have? Bits of both answers: 1 FMA and AVX2, 2 AVX-512 (F, DQ, BW, VL).

#ifndef PROCESSOR_H
#define PROCESSOR_H

#if defined(__x86_64__)
#include <cpuid.h>
#endif

/// Asks for a cache line before it is needed. Any address will do.
static inline void processor_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

static inline int processor_features_of_build(void) {
  int features = 0;
#if defined(__FMA__) && defined(__AVX2__)
  features |= 1;
#endif
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
  features |= 2;
#endif
  return features;
}

static inline int processor_features_present(void) {
  int features = 0;
#if defined(__x86_64__)
  unsigned eax, ebx, ecx, edx;
  unsigned saved = 0;
  unsigned fma = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx)) {
    fma = (ecx >> 12) & 1;
    if ((ecx >> 27) & 1) {  // The system saves extended registers: ask which.
      unsigned high;
      __asm__ volatile("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    }
  }
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) {
    if (fma && ((ebx >> 5) & 1) && (saved & 0x06) == 0x06) features |= 1;
    const unsigned wanted = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
    if ((ebx & wanted) == wanted && (saved & 0xe6) == 0xe6) features |= 2;
  }
#endif
  return features;
}

#endif
