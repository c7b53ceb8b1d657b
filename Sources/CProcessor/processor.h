// What Swift cannot say: the vectors of the processor that this is compiled for, how to bring memory nearer,
// and two questions. Which instruction sets was this compiled for, and which does the processor that runs it
// have? Bits of both answers: 1 FMA and AVX2, 2 AVX-512 (F, DQ, BW, VL).

#ifndef PROCESSOR_H
#define PROCESSOR_H

#if defined(__x86_64__)
#include <cpuid.h>
#endif

/// Floats as Swift has them: SIMD4<Float>, SIMD8<Float> and SIMD16<Float>.
typedef float processor_float4 __attribute__((ext_vector_type(4)));
typedef float processor_float8 __attribute__((ext_vector_type(8)));
typedef float processor_float16 __attribute__((ext_vector_type(16)));

/// One vector register, and how many there are.
#if defined(__AVX512F__)
typedef processor_float16 processor_register;
#define PROCESSOR_REGISTERS 32
#elif defined(__AVX__)
typedef processor_float8 processor_register;
#define PROCESSOR_REGISTERS 16
#elif defined(__aarch64__)
typedef processor_float4 processor_register;
#define PROCESSOR_REGISTERS 32
#else
typedef processor_float4 processor_register;
#define PROCESSOR_REGISTERS 16
#endif

/// a · b + c: one instruction and one rounding where the processor has that, else two. (Swift's
/// addingProduct always rounds once, for which it calls a function for each lane where it has to.)
#define PROCESSOR_MULTIPLY_ADD(name, vector)                          \
  static inline vector name(vector a, vector b, vector c) {           \
    _Pragma("clang fp contract(fast)") return a * b + c;              \
  }
PROCESSOR_MULTIPLY_ADD(processor_multiply_add4, processor_float4)
PROCESSOR_MULTIPLY_ADD(processor_multiply_add8, processor_float8)
PROCESSOR_MULTIPLY_ADD(processor_multiply_add16, processor_float16)

/// The sums of neighbouring lanes of a, then those of b.
static inline processor_float4 processor_neighbour_sums4(processor_float4 a, processor_float4 b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6) +
         __builtin_shufflevector(a, b, 1, 3, 5, 7);
}
static inline processor_float8 processor_neighbour_sums8(processor_float8 a, processor_float8 b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14) +
         __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}
static inline processor_float16 processor_neighbour_sums16(processor_float16 a, processor_float16 b) {
  return __builtin_shufflevector(
             a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
         __builtin_shufflevector(
             a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

/// Tells the processor that this thread only waits: it saves power and leaves resources to others.
static inline void processor_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

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
