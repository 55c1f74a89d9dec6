/* Strided copies and fills: permutations, slices, broadcasts, paddings, joins. */
#include "threads.h"

/* The dense side in order, the other by strides (in elements); to or from the dense side. */
#define STRIDED(name, type, statement)                                                                \
  static void name(type *restrict dense, type *restrict other, int rank, const int32_t *shape, const int32_t *stride) { \
    int index[RANK_LIMIT] = {0};                                                                        \
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
struct copy {
  byte *arena;
  const int32_t *words;
  int inside; /* elements of one index of the first axis */
};
#define RUN(name, dense, other)                                                                       \
  static void name##_part(const void *work, int from, int to) {                                       \
    const struct copy *s = work;                                                                      \
    byte *arena = s->arena;                                                                           \
    const int32_t *w = s->words, *stride = w + 5 + w[4];                                              \
    int rank = w[4], shape[RANK_LIMIT];                                                                 \
    for (int a = 0; a < rank; a++) shape[a] = w[5 + a];                                               \
    if (rank > 0) shape[0] = to - from;                                                               \
    ptrdiff_t d = (ptrdiff_t)from * s->inside, o = w[1] + (rank > 0 ? (ptrdiff_t)from * stride[0] : 0); \
    switch (w[0]) {                                                                                   \
      case 1: name##_1(AT(uint8_t, dense) + d, AT(uint8_t, other) + o, rank, shape, stride); break;   \
      case 4: name##_4(AT(uint32_t, dense) + d, AT(uint32_t, other) + o, rank, shape, stride); break; \
      case 8: name##_8(AT(uint64_t, dense) + d, AT(uint64_t, other) + o, rank, shape, stride); break; \
    }                                                                                                 \
  }                                                                                                   \
  void run_##name(byte *arena, const int32_t *w) {                                                    \
    struct copy work = {arena, w, 1};                                                                 \
    for (int a = 0; a < w[4]; a++) {                                                                  \
      if (w[5 + a] == 0) return;                                                                      \
      if (a > 0) work.inside *= w[5 + a];                                                             \
    }                                                                                                 \
    parallel_for(w[4] > 0 ? w[5] : 1, grain_of((double)work.inside * 8), name##_part, &work);         \
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
