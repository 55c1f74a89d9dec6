/* The thread pool, and its plain loop in WebAssembly. */
#include "threads.h"

#ifdef __wasm__

static _Alignas(64) byte area[SCRATCH_BYTES];
byte *scratch(void) { return area; }

void parallel_for(int count, int grain, part run, const void *work) {
  (void)grain;
  if (count > 0) run(work, 0, count);
}

#else
#undef memcpy
#undef memset
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "pool.h"

enum { SPINS = 2000, PARTS_PER_THREAD = 4 };

struct worker {
  struct pool *pool;
  pthread_t thread;
  byte *scratch;
};

/*
 * One piece of work at a time. `ticket` holds the number of the work in its upper half and the next part to be taken in
 * its lower half, so that a thread that comes late cannot take a part of later work by mistake: its exchange fails.
 */
struct pool {
  _Atomic uint64_t ticket;
  _Atomic(part) run;
  _Atomic(const void *) work;
  _Atomic int count, size, parts; /* units, units of a part, parts */
  _Atomic int pending;            /* parts that are not done */
  _Atomic int sleeping, stop;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  int threads, started; /* wanted, and running besides the caller's */
  struct worker workers[]; /* the caller's first */
};

static _Thread_local struct pool *entered;
static _Thread_local byte *own;

byte *scratch(void) { return own; }

static byte *allocated(void) {
  void *place = NULL;
  if (posix_memalign(&place, SCRATCH_BYTES, SCRATCH_BYTES) != 0) return NULL;
#ifdef MADV_HUGEPAGE
  madvise(place, SCRATCH_BYTES, MADV_HUGEPAGE); /* one page where the system has such */
#endif
  return place;
}

static void relax(int spin) {
  if (spin % 256 == 255) sched_yield();
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Takes parts until none is left. */
static void help(struct pool *pool) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  for (;;) {
    part run = atomic_load_explicit(&pool->run, memory_order_relaxed);
    const void *work = atomic_load_explicit(&pool->work, memory_order_relaxed);
    int count = atomic_load_explicit(&pool->count, memory_order_relaxed);
    int size = atomic_load_explicit(&pool->size, memory_order_relaxed);
    int parts = atomic_load_explicit(&pool->parts, memory_order_relaxed);
    int next = (int)(uint32_t)ticket;
    if (next >= parts) return;
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, ticket + 1, memory_order_acq_rel, memory_order_acquire))
      continue; /* `ticket` was read again */
    run(work, next * size, least(count, (next + 1) * size));
    atomic_fetch_sub_explicit(&pool->pending, 1, memory_order_release);
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
}

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  struct pool *pool = worker->pool;
  own = worker->scratch;
  uint32_t seen = 0; /* the number of the last work helped with */
  for (int spin = 0;;) {
    uint32_t number = (uint32_t)(atomic_load_explicit(&pool->ticket, memory_order_acquire) >> 32);
    if (atomic_load_explicit(&pool->stop, memory_order_relaxed)) return NULL;
    if (number != seen) {
      seen = number;
      help(pool);
      spin = 0;
    } else if (spin < SPINS) relax(spin++);
    else {
      pthread_mutex_lock(&pool->mutex);
      atomic_fetch_add(&pool->sleeping, 1);
      while ((uint32_t)(atomic_load(&pool->ticket) >> 32) == seen && !atomic_load(&pool->stop))
        pthread_cond_wait(&pool->wake, &pool->mutex);
      atomic_fetch_sub(&pool->sleeping, 1);
      pthread_mutex_unlock(&pool->mutex);
      spin = 0;
    }
  }
}

static void start(struct pool *pool) {
  for (int i = 1; i < pool->threads; i++) {
    struct worker *worker = &pool->workers[i];
    worker->pool = pool;
    worker->scratch = allocated();
    if (worker->scratch == NULL || pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
      free(worker->scratch);
      pool->threads = i; /* as many as there are */
      break;
    }
    pool->started = i;
  }
}

void parallel_for(int count, int grain, part run, const void *work) {
  struct pool *pool = entered;
  if (count <= 0) return;
  if (pool == NULL || pool->threads == 1 || count < 2 * grain) {
    run(work, 0, count);
    return;
  }
  if (pool->started == 0) start(pool);
  int grains = (count + grain - 1) / grain, wanted = pool->threads * PARTS_PER_THREAD;
  int size = grain * (grains <= wanted ? 1 : (grains + wanted - 1) / wanted);
  int parts = (count + size - 1) / size;
  atomic_store_explicit(&pool->run, run, memory_order_relaxed);
  atomic_store_explicit(&pool->work, work, memory_order_relaxed);
  atomic_store_explicit(&pool->count, count, memory_order_relaxed);
  atomic_store_explicit(&pool->size, size, memory_order_relaxed);
  atomic_store_explicit(&pool->parts, parts, memory_order_relaxed);
  atomic_store_explicit(&pool->pending, parts, memory_order_relaxed);
  uint64_t number = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
  atomic_store(&pool->ticket, number << 32);
  if (atomic_load(&pool->sleeping) > 0) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
  }
  entered = NULL; /* a part that splits its work runs it in place */
  help(pool);
  for (int spin = 0; atomic_load_explicit(&pool->pending, memory_order_acquire) > 0; spin++) relax(spin);
  entered = pool;
}

void pool_enter(struct pool *pool) {
  entered = pool;
  own = pool == NULL ? NULL : pool->workers[0].scratch;
}

struct pool *pool_new(int threads) {
  struct pool *pool = calloc(1, sizeof(struct pool) + sizeof(struct worker) * (size_t)threads);
  if (pool == NULL) return NULL;
  pool->threads = threads;
  pool->workers[0].scratch = allocated();
  if (pool->workers[0].scratch == NULL) {
    free(pool);
    return NULL;
  }
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  return pool;
}

void pool_free(struct pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->stop, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
  for (int i = 1; i <= pool->started; i++) {
    pthread_join(pool->workers[i].thread, NULL);
    free(pool->workers[i].scratch);
  }
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->workers[0].scratch);
  free(pool);
}
#endif
