/* Elements chosen along an axis by position, and elements added there. A position outside is reported, never read. */
#include "threads.h"

/* bytes of an element, outer, elements along the axis, inner, positions along the axis, from, positions, to */
int run_take_along_axis(byte *arena, const int32_t *w) {
  int count = w[2], inner = w[3], chosen = w[4];
  const int32_t *at = AT(int32_t, w[6]);
#define TAKE(type)                                                                              \
  {                                                                                             \
    const type *x = AT(type, w[5]);                                                             \
    type *y = AT(type, w[7]);                                                                   \
    for (int outer = 0; outer < w[1]; outer++, x += (size_t)count * inner)                      \
      for (int j = 0; j < chosen; j++)                                                          \
        for (int i = 0; i < inner; i++) {                                                       \
          int32_t p = *at++;                                                                    \
          if ((uint32_t)p >= (uint32_t)count) return STATUS_TAKE_OUT_OF_RANGE;                  \
          *y++ = x[(size_t)p * inner + i];                                                      \
        }                                                                                       \
  }
  if (w[0] == 8) TAKE(uint64_t) else if (w[0] == 4) TAKE(uint32_t) else TAKE(uint8_t)
  return STATUS_DONE;
}

/* type, outer, positions along the axis, inner, elements along the axis of the result, from, positions, to */
int run_add_along_axis(byte *arena, const int32_t *w) {
  int chosen = w[2], inner = w[3], count = w[4];
  const int32_t *at = AT(int32_t, w[6]);
#define ADD(type)                                                                               \
  {                                                                                             \
    const type *x = AT(type, w[5]);                                                             \
    type *y = AT(type, w[7]);                                                                   \
    memset(y, 0, sizeof(type) * w[1] * count * inner);                                          \
    for (int outer = 0; outer < w[1]; outer++, y += (size_t)count * inner)                      \
      for (int j = 0; j < chosen; j++)                                                          \
        for (int i = 0; i < inner; i++) {                                                       \
          int32_t p = *at++;                                                                    \
          if ((uint32_t)p >= (uint32_t)count) return STATUS_ADD_OUT_OF_RANGE;                   \
          y[(size_t)p * inner + i] += *x++;                                                     \
        }                                                                                       \
  }
  if (w[0] == TYPE_F32) ADD(float) else ADD(double)
  return STATUS_DONE;
}
