/*
 * Positions in ascending or descending order along an axis. Equal numbers keep their order, 0 and -0 are equal, and NaN is
 * above all numbers. Numbers become whole keys of the same order, and keys with their positions are merged.
 */
#include "math.h"
#include "threads.h"

enum { RUN = 8, FEW = 16 };

struct pair {
  uint64_t key;
  int32_t at;
};
_Static_assert(sizeof(struct pair) == 16, "as compile/along.ts has it");

INLINE uint64_t key_of(double x, int descending) {
  uint64_t bits = double_to_bits(x + 0.0);
  uint64_t key = x != x ? UINT64_MAX : bits >> 63 ? ~bits : bits | 0x8000000000000000ull;
  return descending ? ~key : key;
}
INLINE double element(const byte *from, int type, size_t at) {
  switch (type) {
    case TYPE_F32: return ((const float *)from)[at];
    case TYPE_F64: return ((const double *)from)[at];
    case TYPE_I32: return ((const int32_t *)from)[at];
    default: return from[at];
  }
}

/* Puts a pair behind those of `count` that are not above it; of more than `most` the last is lost. */
INLINE int insert(struct pair *kept, int count, int most, struct pair x) {
  if (count == most && !(x.key < kept[count - 1].key)) return count;
  int j = count < most ? count : most - 1;
  for (; j > 0 && x.key < kept[j - 1].key; j--) kept[j] = kept[j - 1];
  kept[j] = x;
  return count < most ? count + 1 : count;
}

/* Merges runs of RUN that are in order, twice as long each time; returns where the pairs are in the end. */
static struct pair *merged(struct pair *a, struct pair *b, int n) {
  for (int64_t width = RUN; width < n; width *= 2) {
    for (int64_t from = 0; from < n; from += 2 * width) {
      int64_t middle = from + width < n ? from + width : n, end = middle + width < n ? middle + width : n;
      int64_t i = from, j = middle;
      for (int64_t k = from; k < end; k++) b[k] = i < middle && (j >= end || a[i].key <= a[j].key) ? a[i++] : a[j++];
    }
    struct pair *t = a;
    a = b, b = t;
  }
  return a;
}

struct sort {
  byte *arena;
  const int32_t *words;
};
static void sort_part(const void *work, int start, int end) {
  byte *arena = ((const struct sort *)work)->arena;
  const int32_t *w = ((const struct sort *)work)->words;
  int type = w[0], n = w[2], inner = w[3], kept = w[4], descending = w[5], few = kept <= FEW;
  const byte *from = AT(byte, w[6]);
  int32_t *to = AT(int32_t, w[7]);
  struct pair *a = 32 * (size_t)n <= SCRATCH_BYTES ? (struct pair *)scratch() : AT(struct pair, w[8]);
  for (int row = start; row < end; row++) {
    size_t outer = (size_t)(row / inner), column = (size_t)(row % inner), base = outer * n * inner + column;
    struct pair *best = a;
    int count = 0;
    for (int i = 0; i < n; i++) {
      struct pair x = {key_of(element(from, type, base + (size_t)i * inner), descending), i};
      if (few) count = insert(a, count, kept, x);
      else count = insert(a + i / RUN * RUN, i % RUN, RUN, x);
    }
    if (!few) best = merged(a, a + n, n);
    for (int i = 0; i < kept; i++) to[(outer * kept + i) * inner + column] = best[i].at;
  }
}

/* type, outer, count, inner, how many are kept, descending, from, to, working memory where the thread's own is too small */
void run_arg_sort(byte *arena, const int32_t *w) {
  struct sort work = {arena, w};
  int rows = w[1] * w[3], own = 32 * (size_t)w[2] <= SCRATCH_BYTES;
  if (w[4] > 0) parallel_for(rows, own ? grain_of(100.0 * w[2]) : rows, sort_part, &work);
}
