/*
 * Convolution of images [n, h, w, channels], and its adjoints by images and by weights. Channels are the lanes of
 * vectors, neighbouring pixels the rows of a tile in registers: nothing of the images is copied. Padding is never read,
 * and never multiplied by: pixels are grouped by the taps of the window that lie inside.
 */
#include "threads.h"

/* Products may be fused with sums, as in matrix products. */
#pragma clang fp contract(fast)

/*
 * Tiles: pixels by number of vectors of filters; and, by weights, so many channels times so many vectors. The registers of
 * the target limit them, but for WebAssembly, where fewer are faster.
 */
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define VECTORS 4
#define WIDTHS(X, M) X(M, 1) X(M, 2) X(M, 3) X(M, 4)
#define TILES(X) X(1, 8) X(2, 8) X(3, 7) X(4, 7)
#define CHANNELS 6
#define HEIGHTS(X) X(1) X(2) X(3) X(4) X(5) X(6)
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define VECTORS 2
#define WIDTHS(X, M) X(M, 1) X(M, 2)
#define TILES(X) X(1, 6) X(2, 6)
#define CHANNELS 6
#define HEIGHTS(X) X(1) X(2) X(3) X(4) X(5) X(6)
#else
#define VECTOR_BYTES 16
#define VECTORS 4
#define WIDTHS(X, M) X(M, 1) X(M, 2) X(M, 3) X(M, 4)
#define TILES(X) X(1, 4) X(2, 3) X(3, 2) X(4, 2)
#define CHANNELS 2
#define HEIGHTS(X) X(1) X(2)
#endif

/* What an instruction says. `left` and `right` are its two arguments, `chunks` parts of the images that are summed apart. */
struct conv {
  int n, h, w, channels, places_h, places_w, filters, taps_h, taps_w, step_h, step_w, dilation_h, dilation_w, top, start,
      groups, chunks, left, right, to, scratch;
};

/* Windows along one axis: tap t of place p reads p * step + t * dilation - pad, if that is inside. */
struct axis {
  int size, places, step, taps, dilation, pad;
  int first, every; /* place p is written to first + p * every */
};
struct range { int from, to; };

INLINE int up(int a, int b) { return (a + b - 1) / b; }

/* All i from 0 up to `count` for which start + i * step is inside. */
INLINE struct range inside(int start, int step, int count, int size) {
  int from = start >= 0 ? 0 : up(-start, step), to = start >= size ? 0 : least(count, (size - 1 - start) / step + 1);
  return (struct range){least(from, to), to};
}
INLINE struct range taps_at(const struct axis *a, int place) {
  return inside(place * a->step - a->pad, a->dilation, a->taps, a->size);
}
/* The places from `from` on, before `end`, with the same taps. */
INLINE struct range alike(const struct axis *a, int from, int end) {
  struct range first = taps_at(a, from);
  int to = from + 1;
  for (; to < end; to++) {
    struct range taps = taps_at(a, to);
    if (taps.from != first.from || taps.to != first.to) break;
  }
  return (struct range){from, to};
}

/*
 * A convolution as the tiles see it: `depth` channels of a pixel to `own` channels of a result, for each group. Lane by
 * lane where a channel gives one result: then it is one group whose tiles read vectors of channels.
 */
struct pass {
  struct axis y, x;
  int groups, depth, own, lanewise;
  int read, written;          /* channels of a pixel */
  int width;                  /* of a row of results */
  size_t image, result;       /* elements */
  const void *from, *weights; /* weights in panels of a few vectors, [taps, depth, vectors] */
  void *to;
  int rows, bands; /* of places */
  const struct epilogue *then; /* of a whole band; NULL for none */
};

/* What a tile sums over: rows of runs of elements that lie side by side. */
struct sum {
  int rows, runs, length;
  ptrdiff_t row, run;
  size_t weights; /* of a row */
};

/* Gives a pass its bands: rows of places that read about a quarter of a megabyte, at least eight in all. */
static void divide(struct pass *p, int n, int bytes) {
  size_t row = (size_t)p->x.size * p->read * bytes * p->y.step;
  int rows = (int)(262144 / (row + 1)), most = up(p->y.places * n, 8);
  rows = rows < 1 ? 1 : rows;
  p->rows = least(rows, most < 1 ? 1 : most);
  p->bands = up(p->y.places, p->rows);
}
INLINE double cost(const struct pass *p) {
  return (double)p->rows * p->x.places * p->y.taps * p->x.taps * p->depth * p->own * p->groups / 8;
}

/*
 * By weights: bytes of results that many tiles read in turn, where totals lie in the nearer caches and where not; and the
 * bytes that a pixel's results count for, since a tile narrower than a pixel finds its lines in few of a cache's sets.
 */
enum { NEAR_BYTES = 24576, FAR_BYTES = 131072, SPAN_BYTES = 256 };

#define T float
#define N(name) name##_f32
#define LANES (VECTOR_BYTES / 4)
#include "conv.inc"
#include "convByWeights.inc"
#undef T
#undef N
#undef LANES
#define T double
#define N(name) name##_f64
#define LANES (VECTOR_BYTES / 8)
#include "conv.inc"
#include "convByWeights.inc"

/* type, then the numbers of `struct conv`; 0, or 1 and a map of the results */
void run_conv2d(byte *arena, const int32_t *w) {
  struct conv c;
  memcpy(&c, w + 1, sizeof c);
  const int32_t *after = w + 1 + sizeof c / sizeof(int32_t);
  struct epilogue then = {arena, after + 1};
  if (w[0] == TYPE_F32) conv2d_f32(arena, &c, after[0] ? &then : NULL);
  else conv2d_f64(arena, &c, after[0] ? &then : NULL);
}

/* type, then the numbers of `struct conv` */
#define RUN(name)                                                                                     \
  void run_##name(byte *arena, const int32_t *w) {                                                    \
    struct conv c;                                                                                    \
    memcpy(&c, w + 1, sizeof c);                                                                      \
    if (w[0] == TYPE_F32) name##_f32(arena, &c);                                                      \
    else name##_f64(arena, &c);                                                                       \
  }
RUN(conv2d_by_input)
RUN(conv2d_by_weights)
