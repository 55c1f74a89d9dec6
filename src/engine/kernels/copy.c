/* Strided copies and fills: permutations, slices, broadcasts, paddings, joins. */
#include "base.h"

enum { MAX_RANK = 16 };

/* The dense side in order, the other by strides (in elements); to or from the dense side. */
#define STRIDED(name, type, statement)                                                                \
  static void name(type *restrict dense, type *restrict other, int rank, const int32_t *shape, const int32_t *stride) { \
    int index[MAX_RANK] = {0};                                                                        \
    int inner = rank > 0 ? shape[rank - 1] : 1, step = rank > 0 ? stride[rank - 1] : 0;               \
    for (;;) {                                                                                        \
      type *strided = other;                                                                          \
      for (int i = 0; i < inner; i++, dense++, strided += step) statement;                            \
      int a = rank - 2;                                                                               \
      for (; a >= 0; a--) {                                                                           \
        other += stride[a];                                                                           \
        if (++index[a] < shape[a]) break;                                                             \
        other -= (ptrdiff_t)stride[a] * shape[a];                                                     \
        index[a] = 0;                                                                                 \
      }                                                                                               \
      if (a < 0) return;                                                                              \
    }                                                                                                 \
  }
STRIDED(read_1, uint8_t, *dense = *strided)
STRIDED(read_4, uint32_t, *dense = *strided)
STRIDED(read_8, uint64_t, *dense = *strided)
STRIDED(write_1, uint8_t, *strided = *dense)
STRIDED(write_4, uint32_t, *strided = *dense)
STRIDED(write_8, uint64_t, *strided = *dense)

/* bytes of an element, base, from, to, rank, shape…, strides… */
#define RUN(name, dense, other)                                                                       \
  void run_##name(byte *arena, const int32_t *w) {                                                    \
    int rank = w[4];                                                                                  \
    const int32_t *shape = w + 5, *stride = shape + rank;                                             \
    for (int a = 0; a < rank; a++) if (shape[a] == 0) return;                                         \
    switch (w[0]) {                                                                                   \
      case 1: name##_1(AT(uint8_t, dense), AT(uint8_t, other) + w[1], rank, shape, stride); break;    \
      case 4: name##_4(AT(uint32_t, dense), AT(uint32_t, other) + w[1], rank, shape, stride); break;  \
      case 8: name##_8(AT(uint64_t, dense), AT(uint64_t, other) + w[1], rank, shape, stride); break;  \
    }                                                                                                 \
  }
RUN(read, w[3], w[2])
RUN(write, w[2], w[3])

/* bytes of an element, count, the value's place, to */
void run_fill(byte *arena, const int32_t *w) {
#define FILL(type) { type v = *AT(type, w[2]), *y = AT(type, w[3]); for (int i = 0; i < w[1]; i++) y[i] = v; }
  switch (w[0]) {
    case 1: FILL(uint8_t) break;
    case 4: FILL(uint32_t) break;
    case 8: FILL(uint64_t) break;
  }
}
