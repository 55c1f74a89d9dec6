/* Rows by index. An index outside is reported, never read. */
#include "threads.h"

struct rows {
  byte *arena;
  const int32_t *words;
};
static void gather_part(const void *work, int from, int to) {
  byte *arena = ((const struct rows *)work)->arena;
  const int32_t *w = ((const struct rows *)work)->words;
  const int32_t *indices = AT(int32_t, w[4]);
  size_t row = (size_t)w[0];
  for (int i = from; i < to; i++) memcpy(AT(byte, w[5]) + i * row, AT(byte, w[3]) + (size_t)indices[i] * row, row);
}

/* bytes of a row, count, rows, from, indices, to */
int run_gather(byte *arena, const int32_t *w) {
  struct rows work = {arena, w};
  const int32_t *indices = AT(int32_t, w[4]);
  for (int i = 0; i < w[1]; i++) if ((uint32_t)indices[i] >= (uint32_t)w[2]) return STATUS_GATHER_OUT_OF_RANGE;
  parallel_for(w[1], grain_of((double)w[0] + 20), gather_part, &work);
  return STATUS_DONE;
}

/* type, width, count, rows, from, indices, to; repeated indices add up in order */
int run_scatter_add(byte *arena, const int32_t *w) {
  const int32_t *indices = AT(int32_t, w[5]);
  int width = w[1];
#define SCATTER(type)                                                                       \
  {                                                                                         \
    const type *x = AT(type, w[4]);                                                         \
    type *y = AT(type, w[6]);                                                               \
    memset(y, 0, sizeof(type) * width * w[3]);                                              \
    for (int i = 0; i < w[2]; i++, x += width) {                                            \
      if ((uint32_t)indices[i] >= (uint32_t)w[3]) return STATUS_SCATTER_OUT_OF_RANGE;       \
      type *row = y + (size_t)indices[i] * width;                                           \
      for (int j = 0; j < width; j++) row[j] += x[j];                                       \
    }                                                                                       \
  }
  if (w[0] == TYPE_F32) SCATTER(float) else SCATTER(double)
  return STATUS_DONE;
}

/* type, count, depth, classes, to */
void run_one_hot(byte *arena, const int32_t *w) {
  const int32_t *classes = AT(int32_t, w[3]);
#define ONE_HOT(type)                                                                       \
  {                                                                                         \
    type *y = AT(type, w[4]);                                                               \
    memset(y, 0, sizeof(type) * w[1] * w[2]);                                               \
    for (int i = 0; i < w[1]; i++) if ((uint32_t)classes[i] < (uint32_t)w[2]) y[(size_t)i * w[2] + classes[i]] = 1; \
  }
  if (w[0] == TYPE_F32) ONE_HOT(float) else ONE_HOT(double)
}
