/** Laws of bounded buffers, back-off, dead letters and codecs. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { from as fromList } from 'rxjs'
import { key } from '../../src/core/index.js'
import {
  type BufferOptions,
  type BufferPolicy,
  backOff,
  bounded,
  buffer,
  type DeadLetter,
  type Decoded,
  deadLetter,
  deadLetters,
  jsonText,
  numberText,
  type Received,
  SourceError,
} from '../../src/streams/index.js'
import { type AsyncLaw, asyncLaw, type Law, law } from '../law.js'
import { keys } from './problem.js'
import { pushing } from './sourceCases.js'

const capacities = fc.integer({ min: 1, max: 6 })
/** So many are pushed, then some are taken, again and again. */
const rounds = fc.array(fc.nat({ max: 9 }), { maxLength: 12 })
const policies = fc.constantFrom<BufferPolicy>('block', 'dropOldest', 'dropNewest', 'sample', 'fail')
const optionsOf = (policy: BufferPolicy, capacity: number, atOnce: number, seed: number): BufferOptions =>
  policy === 'sample' ? { policy, capacity, atOnce, key: key(seed) } : { policy, capacity, atOnce }

/** All numbers from 1 that were pushed, what was taken, and after each push what the buffer said of itself. */
const played = (options: BufferOptions, pushes: readonly number[]) => {
  const waiting = buffer<number>(options)
  const taken: number[] = []
  const sizes: number[] = [0]
  const said: string[] = []
  let pushed = 0
  let counted = true
  const book = (): void => {
    sizes.push(waiting.size())
    counted &&= pushed === taken.length + waiting.dropped() + waiting.size()
  }
  for (const count of pushes) {
    for (let i = 0; i < count; i++) {
      said.push(waiting.push(++pushed))
      book()
    }
    taken.push(...waiting.take())
    book()
  }
  return { pushed, taken, sizes, said, counted, waiting }
}
const rising = (list: readonly number[]): boolean => list.every((n, i) => i === 0 || n > list[i - 1]!)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)
/** Takes until nothing waits. */
const rest = ({ take, size }: { readonly take: () => readonly number[]; readonly size: () => number }) => {
  const all: number[] = []
  while (size() > 0) all.push(...take())
  return all
}

export const bufferLaws: readonly Law[] = [
  law(
    'buffer: at any time pushed = taken + dropped + waiting, and what is taken keeps its order',
    [policies, capacities, capacities, fc.nat(), rounds],
    (policy, capacity, atOnce, seed, pushes) => {
      const { counted, taken, sizes, waiting } = played(optionsOf(policy, capacity, atOnce, seed), pushes)
      return counted && rising([...taken, ...rest(waiting)]) && waiting.highWater() === Math.max(...sizes)
    },
  ),
  law(
    'buffer: never holds more than its capacity, but for block',
    [policies, capacities, capacities, fc.nat(), rounds],
    (policy, capacity, atOnce, seed, pushes) => {
      const { sizes } = played(optionsOf(policy, capacity, atOnce, seed), pushes)
      return policy === 'block' || Math.max(...sizes) <= capacity
    },
  ),
  law('buffer: block loses and doubles nothing', [capacities, capacities, rounds], (capacity, atOnce, pushes) => {
    const { pushed, taken, waiting } = played({ policy: 'block', capacity, atOnce }, pushes)
    return same([...taken, ...rest(waiting)], upTo(pushed))
  }),
  law(
    'buffer: with dropOldest the newest `capacity` wait, with dropNewest and fail the first',
    [capacities, fc.nat({ max: 20 })],
    (capacity, count) => {
      const of = (policy: BufferPolicy) => {
        const waiting = buffer<number>(optionsOf(policy, capacity, 3, 0))
        for (const n of upTo(count)) waiting.push(n)
        return rest(waiting)
      }
      return (
        same(of('dropOldest'), upTo(count).slice(-capacity)) &&
        same(of('dropNewest'), upTo(count).slice(0, capacity)) &&
        same(of('fail'), upTo(count).slice(0, capacity))
      )
    },
  ),
  law(
    'buffer: after n more records a sample holds min(n, capacity) of them, the same for the same key',
    [capacities, fc.nat(), rounds],
    (capacity, seed, pushes) => {
      const options = optionsOf('sample', capacity, 1, seed)
      const { taken } = played(options, pushes)
      const lengths = pushes.map((count) => Math.min(count, capacity))
      return taken.length === lengths.reduce((a, b) => a + b, 0) && same(taken, played(options, pushes).taken)
    },
  ),
  law('buffer: fail overflows at the first record that finds it full', [capacities, rounds], (capacity, pushes) => {
    const { said, sizes } = played({ policy: 'fail', capacity, atOnce: 2 }, pushes)
    let at = 0
    // `sizes` has one entry before all, one for each push and one for each take
    return pushes.every((count) => {
      const ok = Array.from({ length: count }, () => {
        const full = sizes[at]! >= capacity
        at++
        return full
      }).every((full) => (said.shift() === 'overflow') === full)
      at++
      return ok
    })
  }),
  law(
    'back-off: a wait is from 0 to below its bound, which doubles up to the cap, and the same for the same key',
    [keys, fc.integer({ min: 1, max: 40 }), fc.nat({ max: 1000 }), fc.double({ min: 1, max: 1e5, noNaN: true })],
    (k, attempt, faults, cap) => {
      const [delay, again] = [0, 1].map(() => backOff({ first: 7, cap, key: k })(attempt, faults))
      const bound = Math.min(cap, 7 * 2 ** (attempt - 1))
      return delay! >= 0 && delay! < bound && delay === again
    },
  ),
  law(
    'dead letters: what decodes and what does not are all records, each in its order, each counted',
    [fc.array(fc.boolean())],
    (goods) => {
      const records = goods.map(
        (good, i): Received<Decoded<number>> => ({
          value: good ? E.right(i) : E.left(deadLetter('s', i, 'r', i)),
          offset: i,
        }),
      )
      const dead = deadLetters()
      const letters: DeadLetter[] = []
      const passed: Received<number>[] = []
      dead.letters.subscribe((letter) => letters.push(letter))
      fromList(records)
        .pipe(dead.sort<number>())
        .subscribe((record) => passed.push(record))
      const indices = goods.map((_, i) => i)
      return (
        same(
          passed.map(({ value, offset }) => [value, offset]),
          indices.filter((i) => goods[i]).map((i) => [i, i]),
        ) &&
        same(
          letters.map(({ offset }) => offset),
          indices.filter((i) => !goods[i]),
        ) &&
        same(dead.metrics(), { decoded: passed.length, deadLetters: letters.length })
      )
    },
  ),
  law(
    'codecs: JSON as text, and numbers as text, decode to what was encoded',
    [fc.jsonValue(), fc.float({ noNaN: true, noDefaultInfinity: true })],
    (value, x) => {
      const json = jsonText.decode(jsonText.encode(value))
      const number = numberText.decode(numberText.encode(x))
      return E.isRight(json) && same(json.right, value) && E.isRight(number) && number.right === x
    },
  ),
  law(
    'dead letters: are one line of at most 200 characters, whatever is in them',
    [fc.string({ unit: 'binary', maxLength: 300 }), fc.string()],
    (raw, reason) => {
      const letter = deadLetter('s', null, reason, raw)
      return letter.raw.length <= 200 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(letter.reason)
    },
  ),
  law('faults: are one line, whatever is in them', [fc.string({ unit: 'binary' }), fc.string()], (name, what) => {
    return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(new SourceError(name, what, 'fix').message)
  }),
]

const lists = fc.integer({ min: 0, max: 30 }).map(upTo)

export const boundedLaws: readonly AsyncLaw[] = [
  asyncLaw(
    'bounded: received = delivered + dropped when it is done, in order, under every policy',
    [lists, fc.nat({ max: 1000 }), policies, capacities, capacities],
    async (list, cut, policy, capacity, atOnce) => {
      const source = bounded(optionsOf(policy, capacity, atOnce, cut))(pushing(list, cut))
      const seen: number[] = []
      let failed = false
      try {
        for await (const chunk of source.open(null, new AbortController().signal)) {
          seen.push(...chunk.map(({ value }) => value))
          for (let i = 0; i < cut % 7; i++) await null // a slow consumer
        }
      } catch (error) {
        if (!(error instanceof SourceError)) throw error
        failed = true
      }
      const { received, delivered, dropped, bufferSize, bufferHighWater } = source.metrics!()
      return (
        rising(seen) &&
        received === delivered! + dropped! &&
        delivered === seen.length &&
        bufferSize === 0 &&
        (failed ? policy === 'fail' && dropped === 1 : received === list.length) &&
        (policy === 'block' ? dropped === 0 && bufferHighWater! <= capacity + 2 : bufferHighWater! <= capacity)
      )
    },
  ),
]
