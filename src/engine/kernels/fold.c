/* Many steps of a program in one call: the state stays in the arena, batches are taken from a stack of them. */
#include "threads.h"

int32_t fluxion_run(byte *arena, const int32_t *program, int32_t words);

/* A large array is moved in parts. */
enum { MOVED = 1 << 18 };
struct move {
  const byte *from;
  byte *to;
  int bytes;
};
static void move_part(const void *work, int from, int to) {
  const struct move *m = work;
  size_t at = (size_t)from * MOVED, end = (size_t)to * MOVED;
  memcpy(m->to + at, m->from + at, (end < (size_t)m->bytes ? end : (size_t)m->bytes) - at);
}
static void move(byte *arena, const int32_t *m) {
  struct move work = {AT(byte, m[0]), AT(byte, m[1]), m[2]};
  parallel_for(m[2] / MOVED + (m[2] % MOVED > 0), 1, move_part, &work);
}

/*
 * `plan`: whether the arena holds the state as a step left it (else as one reads it); number of copies that bring it
 * from where a step leaves it to where the next one reads it, then for each: from, to, bytes; number of arrays of a
 * batch, then for each: where a step reads it, where the first of the stack lies, bytes of one. Places are offsets in
 * the arena.
 */
EXPORT int32_t fluxion_fold(byte *arena, const int32_t *program, int32_t words, const int32_t *plan, int32_t steps) {
  const int32_t *moves = plan + 2, *batch = moves + 3 * plan[1] + 1;
  int batches = batch[-1];
  for (int i = 0; i < steps; i++) {
    if (i > 0 || plan[0])
      for (const int32_t *m = moves; m < batch - 1; m += 3) move(arena, m);
    for (int b = 0; b < batches; b++) {
      const int32_t *x = batch + 3 * b;
      memcpy(AT(byte, x[0]), AT(byte, x[1]) + (size_t)i * x[2], x[2]);
    }
    int status = fluxion_run(arena, program, words);
    if (status != STATUS_DONE) return status;
  }
  return STATUS_DONE;
}
