/* What the files of the kernel share: vectors of 16 numbers, and which processors they are compiled for.

   Every function is one stage of the scorer over a whole batch. The NumPy code in features/ is what they must agree
   with, to 1e-5 in the probabilities (tests/model/test_compiled.py). Sizes and index ranges are the caller's to
   check: see model/compiled.py. No function allocates, keeps state or knows Python. */

#ifndef CLASSIFIER_KERNEL_H
#define CLASSIFIER_KERNEL_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT_PLAIN __attribute__((visibility("default")))
/* One library for all processors of a kind: the widest version is chosen when it is loaded. */
#if defined(__x86_64__) && defined(__GLIBC__) && \
    ((!defined(__clang__) && __GNUC__ >= 12) || (defined(__clang__) && __clang_major__ >= 18))
#define EXPORT __attribute__((visibility("default"), target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EXPORT EXPORT_PLAIN
#endif
/* A function called from a cloned one is only compiled for the same processor if it is inlined. */
#define INLINE static inline __attribute__((always_inline))

#define LANES 16
typedef float floats __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef double doubles __attribute__((vector_size(8 * LANES), aligned(4), may_alias));
typedef uint32_t uints __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t ints __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

#endif
