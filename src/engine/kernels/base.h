/* What all kernels share: types, places in the arena, element types by code. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "opcodes.h"

#define EXPORT __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

typedef uint8_t byte;

/* The array that starts at an offset of the arena, as the pointer type of the left side. */
#define AT(type, offset) ((type *)(arena + (uint32_t)(offset)))

/* Systems have macros of these names, too. */
#undef memcpy
#undef memset
#define memcpy __builtin_memcpy
#define memset __builtin_memset

INLINE int least(int a, int b) { return a < b ? a : b; }

/* The larger and the smaller of two floating numbers: NaN wins, and 0 is above -0 (IEEE 754-2019). */
#define MAXIMUM(a, b) __builtin_elementwise_maximum(a, b)
#define MINIMUM(a, b) __builtin_elementwise_minimum(a, b)

/* Kernels, one per instruction: `w` points behind opcode and length. */
void run_map(byte *arena, const int32_t *w);
/*
 * Elements `from` up to `to` of a map. A kernel with an epilogue, a map of its results by the words of its instruction,
 * runs it on each piece of them that is done, while that is in the cache.
 */
struct epilogue {
  byte *arena;
  const int32_t *map;
};
void run_map_part(byte *arena, const int32_t *w, int from, int to);
void run_reduce(byte *arena, const int32_t *w);
void run_arg_max(byte *arena, const int32_t *w);
void run_matmul(byte *arena, const int32_t *w);
void run_read(byte *arena, const int32_t *w);
void run_write(byte *arena, const int32_t *w);
void run_fill(byte *arena, const int32_t *w);
int run_gather(byte *arena, const int32_t *w);
int run_scatter_add(byte *arena, const int32_t *w);
void run_one_hot(byte *arena, const int32_t *w);
void run_random_uniform(byte *arena, const int32_t *w);
void run_fold_in(byte *arena, const int32_t *w);
void run_conv2d(byte *arena, const int32_t *w);
void run_conv2d_by_input(byte *arena, const int32_t *w);
void run_conv2d_by_weights(byte *arena, const int32_t *w);
void run_max_pool2d(byte *arena, const int32_t *w);
void run_max_pool2d_by_input(byte *arena, const int32_t *w);
void run_max_pool2d_gather(byte *arena, const int32_t *w);
void run_avg_pool2d(byte *arena, const int32_t *w);
void run_avg_pool2d_by_input(byte *arena, const int32_t *w);
void run_scan(byte *arena, const int32_t *w);
void run_arg_sort(byte *arena, const int32_t *w);
int run_take_along_axis(byte *arena, const int32_t *w);
int run_add_along_axis(byte *arena, const int32_t *w);
