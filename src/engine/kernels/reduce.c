/* Sums, extrema and their positions over axes. */
#include "threads.h"

/*
 * Columns that are summed together; numbers in a stretch of a long sum; and the widest row whose long sums are split:
 * with at most 64 stretches their sums fit the working memory.
 */
enum { COLUMNS = 256, STRETCH = 32768, WIDEST = 2048 };
/* Numbers of a row that are compared at a time. */
enum { EXTREMES = 32 };
_Static_assert(64 * WIDEST * sizeof(double) <= SCRATCH_BYTES, "sums of stretches fit");

#define T float
#define N(name) name##_f32
#include "reduce.inc"
#undef T
#undef N
#define T double
#define N(name) name##_f64
#include "reduce.inc"

/* kind, type, outer, count, inner, from, to */
void run_reduce(byte *arena, const int32_t *w) {
#define CALL(name)                                                                                    \
  if (w[1] == TYPE_F32) name##_f32(AT(float, w[5]), AT(float, w[6]), w[2], w[3], w[4]);               \
  else name##_f64(AT(double, w[5]), AT(double, w[6]), w[2], w[3], w[4])
  switch (w[0]) {
    case REDUCE_SUM: CALL(sum); break;
    case REDUCE_MAX: CALL(max); break;
    case REDUCE_MIN: CALL(min); break;
  }
}

/* type, outer, count, inner, from, to */
void run_arg_max(byte *arena, const int32_t *w) {
  if (w[0] == TYPE_F32) arg_max_f32(AT(float, w[4]), AT(int32_t, w[5]), w[1], w[2], w[3]);
  else arg_max_f64(AT(double, w[4]), AT(int32_t, w[5]), w[1], w[2], w[3]);
}
