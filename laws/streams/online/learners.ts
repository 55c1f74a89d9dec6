/** Laws of learners of one record at a time, and of what is put around them. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { key, literal } from '../../../src/core/index.js'
import { readTree } from '../../../src/engine/index.js'
import { binaryCrossEntropy } from '../../../src/models/index.js'
import { tanh } from '../../../src/models/layers/activation.js'
import { dense } from '../../../src/models/layers/dense.js'
import { dropout } from '../../../src/models/layers/dropout.js'
import { input } from '../../../src/models/layers/input.js'
import { adam, ftrl, gradientDescent, momentum, polyakAverage } from '../../../src/optim/index.js'
import {
  type DescentOptions,
  featureHasher,
  type Labelled,
  lagged,
  learnMany,
  modelLearner,
  type Online,
  oneHotEncoder,
  onlineLearners,
  pipeline,
  predictThenLearn,
  softmaxRegression,
  standardScaler,
  toVector,
  withLabels,
} from '../../../src/streams/index.js'
import { type Law, law } from '../../law.js'
import { near } from '../../numeric.js'
import { same } from '../problem.js'
import { features, labelled, numbers, reversed, sparse, tableRows, throughFile } from './records.js'

const learnt = <S, X, Y>(
  online: Online<S, X, Y, unknown>,
  records: readonly Labelled<X, Y>[],
  from: S = online.init,
): S => records.reduce((state, { x, y }) => online.learnOne(state, x, y), from)

/**
 * The laws of any learner, the user's own included; `records` are records that it takes.
 *
 * @example for (const law of onlineLearnerLaws('mine', mine(), fc.array(fc.record({ x, y })))) test(law.name, () => check(law))
 */
export const onlineLearnerLaws = <S, X, Y, P>(
  name: string,
  online: Online<S, X, Y, P>,
  records: fc.Arbitrary<readonly Labelled<X, Y>[]>,
): readonly Law[] => {
  const { init, predictOne, learnOne, learnBatch } = online
  return [
    law(`${name}: learning changes no state that was, and gives the same again`, [records, records], (all, more) => {
      const state = learnt(online, all)
      const kept = throughFile(state)
      const [once, again] = [learnt(online, more, state), learnt(online, more, state)]
      return same(once, again) && same(state, kept)
    }),
    law(`${name}: a state that went through a file goes on as before`, [records, records], (all, more) => {
      const state = learnt(online, all)
      const kept = throughFile(state)
      return (
        same(kept, state) &&
        same(learnt(online, more, kept), learnt(online, more, state)) &&
        more.every(({ x }) => same(predictOne(kept, x), predictOne(state, x)))
      )
    }),
    law(`${name}: learnMany is learnOne of each in turn, bit for bit`, [records, records], (all, more) =>
      same(learnMany(online)(learnMany(online)(init, all), more), learnt(online, [...all, ...more])),
    ),
    law(`${name}: predictThenLearn predicts and then learns each, bit for bit`, [records, records], (all, more) => {
      let state = learnt(online, all)
      const [after, predictions] = predictThenLearn(online)(state, more)
      const inTurn = more.map(({ x, y }) => {
        const p = predictOne(state, x)
        state = learnOne(state, x, y)
        return p
      })
      return same(predictions, inTurn) && same(after, state)
    }),
    ...(learnBatch === undefined
      ? []
      : [
          law(`${name}: a batch of one record is that record, of none nothing`, [records, records], (all, more) => {
            const state = learnt(online, all)
            return (
              same(learnBatch(state, []), state) &&
              more.every((record) => same(learnBatch(state, [record]), learnOne(state, record.x, record.y)))
            )
          }),
        ]),
  ]
}

type Named = Online<{ readonly params: any }, any, any, any>
const optimizersTried: { readonly [name: string]: DescentOptions } = {
  'gradient descent': { optimizer: gradientDescent({ rate: 0.1 }), l2: 0.1 },
  ftrl: { optimizer: ftrl({ rate: 0.2, l1: 0.05 }) },
  adam: { optimizer: adam({ rate: 0.05 }), l1: 0.01, intercept: false },
  'an average of momentum': { optimizer: polyakAverage(momentum({ rate: 0.05 })) },
}

/** Numbers of a prediction. */
const flat = (p: unknown): readonly number[] =>
  typeof p === 'number' ? [p] : Object.values(p as Readonly<Record<string, number>>)
const nearly = (a: unknown, b: unknown, tolerance = 1e-9): boolean => {
  const [p, q] = [flat(a), flat(b)]
  return p.length === q.length && p.every((v, i) => near(v, q[i]!, tolerance))
}

/** What only learners of named features hold. */
const namedLaws = (name: string, make: (options?: DescentOptions) => Named, learns: any): readonly Law[] => {
  const records = labelled(features, learns)
  const online = make({ optimizer: gradientDescent({ rate: 0.1 }) })
  const late = make({ optimizer: momentum({ rate: 0.05 }) })
  const still = make({ optimizer: gradientDescent({ rate: 0 }) })
  return [
    law(`${name}: the order of a record’s keys says nothing, bit for bit`, [records, features], (all, x) => {
      const [one, other] = [
        learnt(online, all),
        learnt(
          online,
          all.map(({ x, y }) => ({ x: reversed(x), y })),
        ),
      ]
      return same(one, other) && same(online.predictOne(one, x), online.predictOne(other, reversed(x)))
    }),
    law(`${name}: a feature never seen changes no prediction, bit for bit`, [records, features], (all, x) => {
      const state = learnt(online, all)
      return same(online.predictOne(state, { ...x, never: 7 }), online.predictOne(state, x))
    }),
    law(`${name}: a number that is not finite, or a blank, is absent`, [records, features], (all, x) => {
      const strange = (given: object): any => ({
        ...given,
        none: null,
        not: Number.NaN,
        beyond: Number.NEGATIVE_INFINITY,
      })
      const [one, other] = [
        learnt(online, all),
        learnt(
          online,
          all.map(({ x, y }) => ({ x: strange(x), y })),
        ),
      ]
      return same(one, other) && same(online.predictOne(one, strange(x)), online.predictOne(one, x))
    }),
    law(`${name}: where a record has no feature, penalties alone move the weights`, [records], (all) => {
      if (all.length === 0) return true
      const [rate, l1, l2] = [0.1, 0.01, 0.2]
      const held = make({ optimizer: gradientDescent({ rate }), l1, l2 })
      const before = learnt(held, all)
      const after = held.learnOne(before, {}, all[0]!.y)
      return Object.keys(before.params).every((part) => {
        if (part === 'intercept') return true
        const [was, is] = [before, after].map(({ params }) => [...(readTree(params[part]) as Iterable<number>)])
        return was!.every((w, i) => near(is![i]!, w - rate * (l1 * Math.sign(w) + l2 * w), 1e-12))
      })
    }),
    law(`${name}: without a rate nothing is learnt`, [records], (all) => {
      const once = learnt(still, all)
      return same(learnt(still, all, once).params, once.params)
    }),
    law(
      `${name}: a feature that comes late is as if it had been 0 before, and nothing else is lost`,
      [records, records, features],
      (all, more, x) => {
        const first = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }
        const before = (z: object) => all.map(({ x, y }, i) => ({ x: { ...(i === 0 ? first : x), ...z }, y }))
        const after = more.map(({ x, y }) => ({ x: { ...x, z: 0.5 }, y }))
        if (all.length === 0 || more.length === 0) return true
        const [now, always] = [{}, { z: 0 }].map((z) => learnt(late, [...before(z), ...after]))
        return nearly(late.predictOne(now!, { ...x, f: 1, z: -1 }), late.predictOne(always!, { ...x, f: 1, z: -1 }))
      },
    ),
  ]
}

/** What only learners of hashed features hold. */
const hashedLaws = (
  name: string,
  online: Online<any, any, any, any>,
  buckets: number,
  records: any,
): readonly Law[] => [
  law(`${name}: only rows of a record’s buckets change`, [records, records], (all: any, more: any) => {
    const state = learnt(online, all)
    const numbersOf = (page: any): any => page?.map((t: any) => [...(readTree(t) as Iterable<number>)]) ?? null
    return more.every(({ x, y }: any) => {
      const after = online.learnOne(state, x, y)
      if (after.classes.length > state.classes.length) return true // all rows get another number
      const touched = new Set<number>(x.indices)
      return after.pages.every((page: any, p: number) => {
        const own = [...touched].filter((at) => Math.floor(at / 256) === p).map((at) => at % 256)
        if (own.length === 0) return page === state.pages[p]
        const before = numbersOf(state.pages[p])
        return (
          before === null ||
          numbersOf(page).every((now: readonly number[], i: number) => {
            const width = now.length / 256
            return now.every((v, k) => own.includes(Math.floor(k / width)) || Object.is(v, before[i][k]))
          })
        )
      })
    })
  }),
  law(`${name}: takes records of ${buckets} buckets`, [sparse(buckets + 1)], (x) => {
    try {
      online.predictOne(online.init, x)
      return false
    } catch (error) {
      return error instanceof RangeError && error.message.includes(`records of ${buckets} buckets`)
    }
  }),
]

const entries = Object.entries(onlineLearners)
/** Learners that differ in their labels alone are tried with fewer optimizers. */
const optimizersOf = (name: string): readonly (readonly [string, DescentOptions])[] => {
  const all = Object.entries(optimizersTried)
  return name === 'logisticRegression' || name === 'factorizationClassifier' ? all : all.slice(0, 1)
}
const buckets = 600

/** Named and hashed features agree, where nothing depends on a row's place or on untouched rows. */
const relations: readonly Law[] = entries
  .filter(([name]) => !name.startsWith('factorization'))
  .map(([name, { make, learns }]) => {
    const options = { optimizer: gradientDescent({ rate: 0.1 }) }
    const [byName, byBucket] = [make(options), make({ ...options, buckets })]
    return law(`${name}: hashed features are learnt as named ones`, [labelled(sparse(buckets), learns)], (records) => {
      const named = records.map(({ x, y }) => {
        const pairs = Array.from(x.indices, (at, i) => [`f${at}`, x.values[i]!] as const)
        return { x: Object.fromEntries(pairs), y }
      })
      const [a, b] = [learnt(byName, named), learnt(byBucket, records)]
      return records.every(({ x }, i) => nearly(byName.predictOne(a, named[i]!.x), byBucket.predictOne(b, x)))
    })
  })

const vectors = fc.array(numbers, { minLength: 2, maxLength: 2 }).map((v) => literal([2], v))
const marks = fc.constantFrom(0, 1).map((y) => literal([1], [y]))
const network = pipe(input(2), dense(3), tanh, dropout(0.4), dense(1))
const ofModel = modelLearner({
  model: network,
  loss: binaryCrossEntropy('mean'),
  optimizer: adam<any>({ rate: 0.05 }),
  key: key(1),
})
const logit = (z: any): number => Number((readTree(z) as any)[0])
/** Everything in a row: lags around scaling and words around a model of names. */
const composed = [
  [
    'lags, scaling, words and softmax',
    lagged({ label: 'y', lags: { y: [1, 3], a: [1] } })(
      pipeline(standardScaler(), oneHotEncoder({ limit: 2 }), softmaxRegression()) as any,
    ),
    labelled(tableRows, 'classes', 6),
  ],
  [
    'hashed rows',
    pipeline(featureHasher({ buckets }), onlineLearners.factorizationMachine.make({ buckets }) as any),
    labelled(tableRows, 'number', 6),
  ],
  [
    'a model behind a vector',
    pipeline(
      toVector('a', 'b'),
      withLabels({ target: (y: number) => literal([1], [y]), prediction: logit })(ofModel as any) as any,
    ),
    labelled(features, 'twoClasses', 6),
  ],
] as const

/** All laws of the learners of the house. */
export const learnerLaws: readonly Law[] = [
  ...entries.flatMap(([name, { make, learns }]) => [
    ...optimizersOf(name).flatMap(([by, options]) =>
      onlineLearnerLaws(`${name} by ${by}`, make(options), labelled(features, learns)),
    ),
    ...namedLaws(name, make as any, learns),
    ...(name === 'factorizationMachine' ? [] : ['gradient descent', 'an average of momentum']).flatMap((by) => {
      const online = make({ ...optimizersTried[by]!, buckets })
      const records = labelled(sparse(buckets), learns, 5)
      return [
        ...onlineLearnerLaws(`hashed ${name} by ${by}`, online, records),
        ...hashedLaws(`hashed ${name} by ${by}`, online, buckets, records),
      ]
    }),
  ]),
  ...relations,
  ...onlineLearnerLaws(
    'a network with dropout',
    ofModel as any,
    fc.array(fc.record({ x: vectors, y: marks }), { maxLength: 6 }),
  ),
  ...composed.flatMap(([name, online, records]) => onlineLearnerLaws<any, any, any, any>(name, online, records)),
  law('pipeline: stages within stages predict as if they stood in a row', [labelled(tableRows, 'number', 6)], (all) => {
    const [a, b, c] = [standardScaler(), oneHotEncoder(), onlineLearners.linearRegression.make()] as const
    const [flatly, right, left] = [pipeline(a, b, c), pipeline(a, pipeline(b, c)), pipeline(pipeline(a, b), c)]
    const of = (online: Online<any, any, any, any>): unknown => predictThenLearn(online)(online.init, all)[1]
    return same(of(flatly), of(right)) && same(of(flatly), of(left))
  }),
  law(
    'pipeline: each stage learns a record as those before give it after learning it',
    [labelled(tableRows, 'number', 6)],
    (all) => {
      const [a, b, c] = [standardScaler(), oneHotEncoder(), onlineLearners.linearRegression.make()] as const
      let [one, two, three]: readonly any[] = [a.init, b.init, c.init]
      const inner = pipeline(a, b, c)
      let now: any = inner.init
      return all.every(({ x, y }) => {
        const said = c.predictOne(three, b.transformOne(two, a.transformOne(one, x)))
        const before = inner.predictOne(now, x)
        now = inner.learnOne(now, x, y)
        one = a.learnOne(one, x)
        two = b.learnOne(two, a.transformOne(one, x))
        three = c.learnOne(three, b.transformOne(two, a.transformOne(one, x)), y)
        return same(before, said) && same(now, [one, two, three])
      })
    },
  ),
  law(
    'lagged: the label of a record ago is a feature, and the record’s own label is not',
    [labelled(features, 'number', 6)],
    (all) => {
      const inner = onlineLearners.linearRegression.make({ optimizer: gradientDescent({ rate: 0.05 }) })
      const seeing = lagged({ label: 'y', lags: { y: [1, 2], a: [2] } })(inner)
      const byHand = all.map(({ x, y }, i) => {
        const [one, two] = [all[i - 1], all[i - 2]]
        const more = {
          ...(one === undefined ? {} : { 'y[-1]': one.y }),
          ...(two === undefined ? {} : { 'y[-2]': two.y }),
          ...(two?.x.a === undefined ? {} : { 'a[-2]': two.x.a }),
        }
        return { x: { ...x, ...more }, y }
      })
      return same(predictThenLearn(seeing)(seeing.init, all)[1], predictThenLearn(inner)(inner.init, byHand)[1])
    },
  ),
]
