/* Threefry-2x32, 20 rounds (Salmon et al. 2011): the same streams as src/core/threefry.ts. */
#include "threads.h"

INLINE uint32_t rotated(uint32_t x, int by) { return (x << by) | (x >> (32 - by)); }

INLINE void threefry(uint32_t k0, uint32_t k1, uint32_t c0, uint32_t c1, uint32_t *x_, uint32_t *y_) {
  uint32_t k2 = k0 ^ k1 ^ 0x1bd11bda, x = c0 + k0, y = c1 + k1;
#define ROUND(r) x += y, y = rotated(y, r) ^ x;
#define EVEN ROUND(13) ROUND(15) ROUND(26) ROUND(6)
#define ODD ROUND(17) ROUND(29) ROUND(16) ROUND(24)
  EVEN x += k1, y += k2 + 1;
  ODD x += k2, y += k0 + 2;
  EVEN x += k0, y += k1 + 3;
  ODD x += k1, y += k2 + 4;
  EVEN x += k2, y += k0 + 5;
  *x_ = x, *y_ = y;
}

struct uniform {
  byte *arena;
  const int32_t *words;
};

/* type, size, key, to */
static void uniform_part(const void *work, int from, int to) {
  byte *arena = ((const struct uniform *)work)->arena;
  const int32_t *w = ((const struct uniform *)work)->words;
  const uint32_t *key = AT(uint32_t, w[2]);
  uint32_t k0 = key[0], k1 = key[1];
  if (w[0] == TYPE_F32) {
    float *y = AT(float, w[3]);
    for (int i = from; i < to; i++) {
      uint32_t a, b;
      threefry(k0, k1, 0, (uint32_t)i, &a, &b);
      y[i] = (float)((a ^ b) >> 9) * 0x1p-23f;
    }
  } else {
    double *y = AT(double, w[3]);
    for (int i = from; i < to; i++) {
      uint32_t a, b;
      threefry(k0, k1, 0, (uint32_t)i, &a, &b);
      y[i] = ((double)a * 1048576.0 + (double)(b >> 12)) * 0x1p-52;
    }
  }
}
void run_random_uniform(byte *arena, const int32_t *w) {
  struct uniform work = {arena, w};
  parallel_for(w[1], grain_of(12), uniform_part, &work);
}

/* key, number, to */
void run_fold_in(byte *arena, const int32_t *w) {
  const uint32_t *key = AT(uint32_t, w[0]);
  uint32_t a, b;
  threefry(key[0], key[1], 0, *AT(uint32_t, w[1]), &a, &b);
  AT(uint32_t, w[2])[0] = a;
  AT(uint32_t, w[2])[1] = b;
}
