/* Matrix products. The number of lanes and the tile follow the target: registers are what limits them. */
#include "base.h"

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define MR 8
#define NV 3
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define MR 6
#define NV 2
#else
#define VECTOR_BYTES 16
#define MR 4
#define NV 2
#endif

#define T float
#define N(name) name##_f32
#define LANES (VECTOR_BYTES / 4)
#include "matmul.inc"
#undef T
#undef N
#undef LANES
#define T double
#define N(name) name##_f64
#define LANES (VECTOR_BYTES / 8)
#include "matmul.inc"

/* type, then as `product` */
void run_matmul(byte *arena, const int32_t *w) {
  if (w[0] == TYPE_F32) product_f32(arena, w + 1);
  else product_f64(arena, w + 1);
}
