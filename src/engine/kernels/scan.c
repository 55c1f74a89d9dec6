/* Running sums, products and first-order recurrences along an axis, in double precision and in the order of the axis. */
#include "threads.h"

struct scan {
  byte *arena;
  const int32_t *words;
};
enum { LANES = 64 };

/* Columns of one part of the outer axes: `W` is what they are accumulated in. */
#define SCAN(type, W, first, expression, kept)                                                         \
  {                                                                                                    \
    const type *a = AT(type, w[7]) + (size_t)outer * count * inner;                                    \
    const type *b = AT(type, w[8]) + (size_t)outer * count * inner;                                    \
    type *y = AT(type, w[9]) + (size_t)outer * count * inner;                                          \
    for (int from = 0; from < inner; from += LANES) {                                                  \
      int lanes = least(LANES, inner - from);                                                          \
      W sum[LANES];                                                                                    \
      for (int j = 0; j < count; j++) {                                                                \
        size_t at = (size_t)(reverse ? count - 1 - j : j) * inner + from;                              \
        for (int l = 0; l < lanes; l++) {                                                              \
          W p = (W)a[at + l], q = (W)b[at + l], before = j == 0 ? (W)(first) : sum[l];                 \
          W after = j == 0 && kept ? q : (expression);                                                 \
          y[at + l] = (type)(exclusive ? before : after);                                              \
          sum[l] = after;                                                                              \
          (void)p, (void)q;                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

static void scan_part(const void *work, int start, int end) {
  byte *arena = ((const struct scan *)work)->arena;
  const int32_t *w = ((const struct scan *)work)->words;
  int count = w[3], inner = w[4], reverse = w[5], exclusive = w[6];
  for (int outer = start; outer < end; outer++)
    switch (w[0] * 4 + w[1]) {
      case SCAN_SUM * 4 + TYPE_F32: SCAN(float, double, 0, before + p, 0) break;
      case SCAN_SUM * 4 + TYPE_F64: SCAN(double, double, 0, before + p, 0) break;
      case SCAN_SUM * 4 + TYPE_I32: SCAN(int32_t, uint32_t, 0, before + p, 0) break;
      case SCAN_PRODUCT * 4 + TYPE_F32: SCAN(float, double, 1, before * p, 0) break;
      case SCAN_PRODUCT * 4 + TYPE_F64: SCAN(double, double, 1, before * p, 0) break;
      case SCAN_RECURRENCE * 4 + TYPE_F32: SCAN(float, double, 0, p * before + q, 1) break;
      case SCAN_RECURRENCE * 4 + TYPE_F64: SCAN(double, double, 0, p * before + q, 1) break;
    }
}

/* kind, type, outer, count, inner, reverse, exclusive, a, b, to; sums and products have a for b */
void run_scan(byte *arena, const int32_t *w) {
  struct scan work = {arena, w};
  parallel_for(w[2], grain_of(4.0 * w[3] * w[4]), scan_part, &work);
}
