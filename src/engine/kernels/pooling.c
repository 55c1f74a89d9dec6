/* Pooling of images [n, h, w, channels]: windows see only elements of the image. Channels are done side by side. */
#include "threads.h"

struct pooling { int n, h, w, channels, places_h, places_w, taps_h, taps_w, step_h, step_w, top, start; };
struct range { int from, to; };

enum { TOGETHER = 64 }; /* channels at a time */

/* Rows or columns under the window at a place. */
INLINE struct range under(int place, int step, int pad, int taps, int size) {
  int from = place * step - pad, to = least(from + taps, size);
  return (struct range){from < 0 ? 0 : from, to};
}
/* Places whose window covers a row or a column. */
INLINE struct range covering(int at, int step, int pad, int taps, int places) {
  int from = at + pad - taps + 1, to = least((at + pad) / step + 1, places);
  return (struct range){from <= 0 ? 0 : (from + step - 1) / step, to};
}

/* An instruction and its arrays: images, a second argument, results, and positions of the largest. */
struct pool_work { struct pooling p; const void *x, *y; void *to; int32_t *at; };

#define T float
#define N(name) name##_f32
#include "pooling.inc"
#undef T
#undef N
#define T double
#define N(name) name##_f64
#include "pooling.inc"

/* type, the numbers of `struct pooling`, then places of the arguments, of the result and of scratch memory */
#define RUN(name, arguments)                                                                          \
  void run_##name(byte *arena, const int32_t *w) {                                                    \
    struct pool_work work;                                                                            \
    memcpy(&work.p, w + 1, sizeof work.p);                                                            \
    const int32_t *place = w + 1 + sizeof work.p / 4;                                                 \
    work.x = AT(byte, place[0]);                                                                      \
    work.y = AT(byte, place[arguments - 1]);                                                          \
    work.to = AT(byte, place[arguments]);                                                             \
    work.at = AT(int32_t, place[arguments + 1]);                                                      \
    if (w[0] == TYPE_F32) name##_f32(&work);                                                          \
    else name##_f64(&work);                                                                           \
  }
RUN(max_pool2d, 1)
RUN(max_pool2d_by_input, 2)
RUN(max_pool2d_gather, 2)
RUN(avg_pool2d, 1)
RUN(avg_pool2d_by_input, 1)
