/* Matrix products. The number of lanes and the tile follow the target: registers are what limits them. */
#include "threads.h"

/* Products may be fused with sums: faster where the processor can, and nearer to the truth. WebAssembly cannot. */
#pragma clang fp contract(fast)

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define MR 8
#define NV 3
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define MR 6
#define NV 2
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
#define MR 8
#define NV 2
#else
#define VECTOR_BYTES 16
#define MR 4
#define NV 2
#endif

/* Blocks: KC rows of b and MC rows of a, as many as fit, are packed at a time. */
#ifdef __wasm__
#define AHEAD 0 /* neither two steps of k at a time nor results asked for ahead: both cost there */
enum { KC = 256, MC = 16 * MR, LEFT_BYTES = 1 << 18 };
#else
#define AHEAD 1
enum { KC = 320, LEFT_BYTES = 1 << 18, MC = LEFT_BYTES / (KC * 8) / MR * MR };
#endif

/* Rows of a part, where parts take all of k. */
enum { HEIGHT = 4 * MR };

/* y[m][n] = a b by strides in elements: a[i * ai + p * ap], b[p * bp + j * bj], y[i * yi + j] */
struct product {
  int m, n, k;
  size_t ai, ap, bp, bj, yi;
};

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

/* type, then as `matmul` */
void run_matmul(byte *arena, const int32_t *w) {
  if (w[0] == TYPE_F32) matmul_f32(arena, w + 1);
  else matmul_f64(arena, w + 1);
}
