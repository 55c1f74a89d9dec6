/*
 * The kernels as a Node-API addon: one build for each instruction set, chosen when it loads. A machine is a memory, a
 * pool of threads and one of the builds.
 *
 *   cpus                      names of the builds that run on this processor, the fastest last
 *   create(threads, cpu)      a machine: memory(bytes), run(arena, program, words),
 *                             fold(arena, program, words, plan, steps), copy(from, to),
 *                             start(arena, program, words), stop()
 */
#include <node_api.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pool.h"
#include "threads.h"

typedef int32_t runs(uint8_t *arena, const int32_t *program, int32_t words);
typedef int32_t folds(uint8_t *arena, const int32_t *program, int32_t words, const int32_t *plan, int32_t steps);

struct build {
  const char *cpu;
  runs *run;
  folds *fold;
};

#if defined(__x86_64__)
#include <cpuid.h>
runs fluxion_run_v2, fluxion_run_v3, fluxion_run_v4;
folds fluxion_fold_v2, fluxion_fold_v3, fluxion_fold_v4;

/* The levels of the x86-64 psABI; the operating system must keep the wide registers. */
static int level(void) {
  unsigned a, b, c, d, extended = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const unsigned v2 = 1u | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23;
  const unsigned v3 = 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29;
  if ((c & v2) != v2) return 0;
  if ((c & v3) != v3) return 1;
  unsigned low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if (__get_cpuid(0x80000001, &a, &b, &c, &d)) extended = c;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 1;
  const unsigned v3b = 1u << 3 | 1u << 5 | 1u << 8, v4b = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  if ((b & v3b) != v3b || !(extended & 1u << 5) || (low & 6) != 6) return 1;
  return (b & v4b) == v4b && (low & 0xe6) == 0xe6 ? 3 : 2;
}
static const struct build builds[] = {
    {"v2", fluxion_run_v2, fluxion_fold_v2}, {"v3", fluxion_run_v3, fluxion_fold_v3}, {"v4", fluxion_run_v4, fluxion_fold_v4}};
#else
runs fluxion_run_neon;
folds fluxion_fold_neon;
static int level(void) { return 1; }
static const struct build builds[] = {{"neon", fluxion_run_neon, fluxion_fold_neon}};
#endif

struct machine {
  const struct build *build;
  struct pool *pool;
  uint8_t *bytes;
  size_t size;
  napi_ref memory; /* keeps `bytes` alive */
  /* a run in the background */
  int busy;
  _Atomic int stopped;
  uint32_t arena, program, words;
  int32_t status;
  napi_async_work work;
  napi_deferred deferred;
  napi_ref self;
};
enum { CANCELLED = -1, OUTSIDE = -2 };

#define CHECK(call) do { if ((call) != napi_ok) return NULL; } while (0)

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

static napi_value number(napi_env env, int32_t n) {
  napi_value value = NULL;
  napi_create_int32(env, n, &value);
  return value;
}

static void unmap(napi_env env, void *bytes, void *size) {
  (void)env;
  munmap(bytes, (size_t)size);
}

/* memory(bytes): a new memory in place of the last one, zeros throughout */
static napi_value memory(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, buffer;
  struct machine *machine;
  int64_t size;
  CHECK(napi_get_cb_info(env, info, &count, &argument, NULL, (void **)&machine));
  CHECK(napi_get_value_int64(env, argument, &size));
  if (machine->busy) return fail(env, "fluxion: this memory is in use by a run in the background");
  void *bytes = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (bytes == MAP_FAILED) return fail(env, "fluxion: out of memory");
#ifdef MADV_HUGEPAGE
  if (size >= 1 << 22) madvise(bytes, (size_t)size, MADV_HUGEPAGE);
#endif
  if (napi_create_external_arraybuffer(env, bytes, (size_t)size, unmap, (void *)(size_t)size, &buffer) != napi_ok) {
    munmap(bytes, (size_t)size);
    return fail(env, "fluxion: this host allows no external memory");
  }
  if (machine->memory != NULL) napi_delete_reference(env, machine->memory);
  machine->memory = NULL;
  CHECK(napi_create_reference(env, buffer, 1, &machine->memory));
  machine->bytes = bytes;
  machine->size = (size_t)size;
  return buffer;
}

/* Whether a program lies inside the memory. What its words say is the planner's responsibility. */
static int inside(const struct machine *m, uint32_t arena, uint32_t program, uint32_t words) {
  return arena <= m->size && program % 4 == 0 && (uint64_t)program + 4 * (uint64_t)words <= m->size;
}

/* The numbers a call is given. Throws while the memory is in use. */
static int given(napi_env env, napi_callback_info info, struct machine **machine, size_t count, uint32_t *numbers) {
  napi_value arguments[5];
  size_t got = count;
  if (napi_get_cb_info(env, info, &got, arguments, NULL, (void **)machine) != napi_ok || got < count) return 0;
  for (size_t i = 0; i < count; i++)
    if (napi_get_value_uint32(env, arguments[i], &numbers[i]) != napi_ok) return 0;
  if ((*machine)->busy) fail(env, "fluxion: this memory is in use by a run in the background");
  return !(*machine)->busy;
}

/* run(arena, program, words): status */
static napi_value run(napi_env env, napi_callback_info info) {
  struct machine *m;
  uint32_t at[3];
  if (!given(env, info, &m, 3, at)) return NULL;
  if (!inside(m, at[0], at[1], at[2])) return number(env, OUTSIDE);
  pool_enter(m->pool);
  int32_t status = m->build->run(m->bytes + at[0], (const int32_t *)(m->bytes + at[1]), (int32_t)at[2]);
  pool_enter(NULL);
  return number(env, status);
}

/* fold(arena, program, words, plan, steps): status */
static napi_value fold(napi_env env, napi_callback_info info) {
  struct machine *m;
  uint32_t at[5];
  if (!given(env, info, &m, 5, at)) return NULL;
  if (!inside(m, at[0], at[1], at[2]) || !inside(m, at[0], at[3], 2)) return number(env, OUTSIDE);
  const int32_t *program = (const int32_t *)(m->bytes + at[1]), *plan = (const int32_t *)(m->bytes + at[3]);
  pool_enter(m->pool);
  int32_t status = m->build->fold(m->bytes + at[0], program, (int32_t)at[2], plan, (int32_t)at[4]);
  pool_enter(NULL);
  return number(env, status);
}

/* Bytes of a part of a copy. */
enum { COPIED = 1 << 18 };
struct copying {
  const byte *from;
  byte *to;
  size_t bytes;
};
static void copy_part(const void *work, int from, int to) {
  const struct copying *s = work;
  size_t start = (size_t)from * COPIED, end = (size_t)to * COPIED;
  memcpy(s->to + start, s->from + start, (end < s->bytes ? end : s->bytes) - start);
}

/*
 * copy(from, to): fills a typed array from a place on. Its memory is often fresh, and to be given pages costs more than to
 * fill them: so they should be large.
 */
static napi_value copy(napi_env env, napi_callback_info info) {
  size_t count = 2, length, offset;
  napi_value arguments[2], buffer;
  napi_typedarray_type type;
  struct machine *m;
  uint32_t from;
  void *to;
  CHECK(napi_get_cb_info(env, info, &count, arguments, NULL, (void **)&m));
  CHECK(napi_get_value_uint32(env, arguments[0], &from));
  CHECK(napi_get_typedarray_info(env, arguments[1], &type, &length, &to, &buffer, &offset));
  size_t width = type == napi_float64_array ? 8 : type == napi_uint8_array ? 1 : 4, bytes = length * width;
  if (m->busy || from + bytes > m->size) return fail(env, "fluxion: no such part of this memory");
#ifdef MADV_HUGEPAGE
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = ((uintptr_t)to + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)to + bytes) / page * page;
  if (end > first) madvise((void *)first, end - first, MADV_HUGEPAGE);
#endif
  struct copying work = {m->bytes + from, to, bytes};
  pool_enter(m->pool);
  parallel_for((int)((bytes + COPIED - 1) / COPIED), 1, copy_part, &work);
  pool_enter(NULL);
  return NULL;
}

/* On another thread: one instruction after another, so that it can stop between two. */
static void execute(napi_env env, void *data) {
  (void)env;
  struct machine *machine = data;
  const int32_t *at = (const int32_t *)(machine->bytes + machine->program), *end = at + machine->words;
  pool_enter(machine->pool);
  machine->status = 0;
  for (; at < end && machine->status == 0; at += 2 + at[1])
    machine->status = atomic_load_explicit(&machine->stopped, memory_order_relaxed)
                          ? CANCELLED
                          : machine->build->run(machine->bytes + machine->arena, at, 2 + at[1]);
  pool_enter(NULL);
}

static void complete(napi_env env, napi_status status, void *data) {
  struct machine *machine = data;
  napi_deferred deferred = machine->deferred;
  int32_t result = status == napi_ok ? machine->status : CANCELLED;
  machine->busy = 0;
  napi_delete_async_work(env, machine->work);
  napi_delete_reference(env, machine->self); /* the promise's reactions may use the machine again */
  napi_resolve_deferred(env, deferred, number(env, result));
}

/* start(arena, program, words): a promise of the status */
static napi_value start(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3], self, promise, name;
  struct machine *machine;
  CHECK(napi_get_cb_info(env, info, &count, arguments, &self, (void **)&machine));
  if (machine->busy) return fail(env, "fluxion: this memory is in use by a run in the background");
  CHECK(napi_get_value_uint32(env, arguments[0], &machine->arena));
  CHECK(napi_get_value_uint32(env, arguments[1], &machine->program));
  CHECK(napi_get_value_uint32(env, arguments[2], &machine->words));
  CHECK(napi_create_promise(env, &machine->deferred, &promise));
  if (!inside(machine, machine->arena, machine->program, machine->words)) {
    CHECK(napi_resolve_deferred(env, machine->deferred, number(env, OUTSIDE)));
    return promise;
  }
  atomic_store(&machine->stopped, 0);
  CHECK(napi_create_string_utf8(env, "fluxion", NAPI_AUTO_LENGTH, &name));
  CHECK(napi_create_async_work(env, NULL, name, execute, complete, machine, &machine->work));
  CHECK(napi_create_reference(env, self, 1, &machine->self));
  machine->busy = 1;
  CHECK(napi_queue_async_work(env, machine->work));
  return promise;
}

/* stop(): a run in the background ends after its present instruction */
static napi_value stop(napi_env env, napi_callback_info info) {
  struct machine *machine;
  CHECK(napi_get_cb_info(env, info, NULL, NULL, NULL, (void **)&machine));
  atomic_store(&machine->stopped, 1);
  return NULL;
}

static void discard(napi_env env, void *data, void *hint) {
  (void)hint;
  struct machine *machine = data;
  if (machine->memory != NULL) napi_delete_reference(env, machine->memory);
  pool_free(machine->pool);
  free(machine);
}

/* create(threads, cpu): a machine */
static napi_value create(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], object;
  int32_t threads;
  char cpu[16] = "";
  CHECK(napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  CHECK(napi_get_value_int32(env, arguments[0], &threads));
  CHECK(napi_get_value_string_utf8(env, arguments[1], cpu, sizeof cpu, NULL));
  int build = 0, runnable = level();
  while (build < runnable && strcmp(builds[build].cpu, cpu) != 0) build++;
  if (threads < 1 || build >= runnable) return fail(env, "fluxion: no such processor or number of threads");
  struct machine *machine = calloc(1, sizeof *machine);
  struct pool *pool = machine == NULL ? NULL : pool_new(threads);
  if (pool == NULL) {
    free(machine);
    return fail(env, "fluxion: out of memory");
  }
  machine->build = &builds[build];
  machine->pool = pool;
  napi_property_descriptor methods[] = {
      {"memory", NULL, memory, NULL, NULL, NULL, napi_enumerable, machine},
      {"run", NULL, run, NULL, NULL, NULL, napi_enumerable, machine},
      {"fold", NULL, fold, NULL, NULL, NULL, napi_enumerable, machine},
      {"copy", NULL, copy, NULL, NULL, NULL, napi_enumerable, machine},
      {"start", NULL, start, NULL, NULL, NULL, napi_enumerable, machine},
      {"stop", NULL, stop, NULL, NULL, NULL, napi_enumerable, machine},
  };
  CHECK(napi_create_object(env, &object));
  CHECK(napi_wrap(env, object, machine, discard, NULL, NULL));
  CHECK(napi_define_properties(env, object, sizeof methods / sizeof *methods, methods));
  return object;
}

NAPI_MODULE_INIT() {
  napi_value cpus, function;
  CHECK(napi_create_array(env, &cpus));
  for (int i = 0; i < level(); i++) {
    napi_value name;
    CHECK(napi_create_string_utf8(env, builds[i].cpu, NAPI_AUTO_LENGTH, &name));
    CHECK(napi_set_element(env, cpus, (uint32_t)i, name));
  }
  CHECK(napi_set_named_property(env, exports, "cpus", cpus));
  CHECK(napi_create_function(env, "create", NAPI_AUTO_LENGTH, create, NULL, &function));
  CHECK(napi_set_named_property(env, exports, "create", function));
  return exports;
}
