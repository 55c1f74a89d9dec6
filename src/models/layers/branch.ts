/** Several ways through one layer: branches, skips, towers. */
import { foldIn } from '../../core/key.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { type AnyModel, extend, type Model, type Part, parameterCount, unchanged } from '../model.js'
import { type AnyBody, type Body, bodySpecs, modeAt, started } from './body.js'
import { type Join, type Joinable, type Joined, joined, joinedShape } from './join.js'
import type { LayerSpec } from './spec.js'

type List = readonly unknown[]
type Some = Tensor<any>

/** Models side by side, each with its own parameters, state and random numbers. */
const together = (models: readonly AnyModel[]) => ({
  init: (key: Parameters<AnyModel['init']>[0]) => {
    const all = models.map((m, i) => m.init(foldIn(key, i)))
    return { params: all.map(({ params }) => params), state: all.map(({ state }) => state) }
  },
  /** Results and states; `input` gives each model what it reads. */
  apply: (params: List, state: List, input: (i: number) => any, mode: Parameters<AnyModel['apply']>[3]) => {
    const all = models.map((m, i) => m.apply(params[i], state[i], input(i), modeAt(mode, i)))
    return [all.map(([y]) => y as Some), all.map(([, s]) => s)] as const
  },
  parameters: models.reduce((n, m) => n + parameterCount(m), 0),
})

const branching =
  (owner: string, join: Join, spec: (models: readonly AnyModel[]) => LayerSpec, bodies: readonly AnyBody[]) =>
  (before: AnyModel): AnyModel => {
    const models = bodies.map((body) => started(body, before.out))
    const all = together(models)
    const place = before.layers.length
    const part: Part<readonly [List], readonly [List], Some, Some> = {
      spec: spec(models),
      out: joinedShape(
        owner,
        join,
        models.map((m) => m.out),
      ),
      parameters: all.parameters,
      slots: [1, 1],
      init: (key) => {
        const { params, state } = all.init(key)
        return { params: [params], state: [state] }
      },
      apply: ([params], [state], x, mode) => {
        const [results, next] = all.apply(params, state, () => x, modeAt(mode, place))
        return [joined(join, results), [next]]
      },
    }
    return extend(before as Model<any, any, any, Some>, part)
  }

/** A layer made of bodies: one entry of parameters and one of state, each a tuple with those of every body. */
type Holding<X, Y, Q extends List, R extends List, Fit = unknown> = <P extends List, S extends List, A>(
  before: Model<P, S, A, X> & Fit,
) => Model<readonly [...P, Q], readonly [...S, R], A, Y>

interface Branch {
  <
    J extends Join,
    X extends Some,
    Y1 extends Some,
    Q1 extends List,
    R1 extends List,
    Y2 extends Some,
    Q2 extends List,
    R2 extends List,
  >(
    join: J,
    first: Body<X, Y1, Q1, R1>,
    second: Body<X, Y2, Q2, R2>,
  ): Holding<X, Joined<J, [Y1, Y2]>, readonly [Q1, Q2], readonly [R1, R2], Joinable<J, [Y1, Y2]>>
  <
    J extends Join,
    X extends Some,
    Y1 extends Some,
    Q1 extends List,
    R1 extends List,
    Y2 extends Some,
    Q2 extends List,
    R2 extends List,
    Y3 extends Some,
    Q3 extends List,
    R3 extends List,
  >(
    join: J,
    first: Body<X, Y1, Q1, R1>,
    second: Body<X, Y2, Q2, R2>,
    third: Body<X, Y3, Q3, R3>,
  ): Holding<X, Joined<J, [Y1, Y2, Y3]>, readonly [Q1, Q2, Q3], readonly [R1, R2, R3], Joinable<J, [Y1, Y2, Y3]>>
  <
    J extends Join,
    X extends Some,
    Y1 extends Some,
    Q1 extends List,
    R1 extends List,
    Y2 extends Some,
    Q2 extends List,
    R2 extends List,
    Y3 extends Some,
    Q3 extends List,
    R3 extends List,
    Y4 extends Some,
    Q4 extends List,
    R4 extends List,
  >(
    join: J,
    first: Body<X, Y1, Q1, R1>,
    second: Body<X, Y2, Q2, R2>,
    third: Body<X, Y3, Q3, R3>,
    fourth: Body<X, Y4, Q4, R4>,
  ): Holding<
    X,
    Joined<J, [Y1, Y2, Y3, Y4]>,
    readonly [Q1, Q2, Q3, Q4],
    readonly [R1, R2, R3, R4],
    Joinable<J, [Y1, Y2, Y3, Y4]>
  >
}

/**
 * Every body reads the same batch; their results are joined: `'concatenate'` along the last axis (channels), `'add'` or
 * `'multiply'` elementwise. Each body draws its own first parameters and random numbers.
 * Throws `ShapeError` where the results do not fit each other.
 *
 * @example branch('concatenate', conv2d(8, 1), flow(conv2d(4, 1), conv2d(8, 3, { padding: 'same' })))
 */
export const branch: Branch = (join: Join, ...bodies: readonly AnyBody[]): any =>
  branching('branch', join, (models) => ({ layer: 'branch', join, bodies: models.map(bodySpecs) }), bodies)

interface Residual {
  <X extends Some, Q extends List, R extends List>(
    body: Body<X, X, Q, R>,
  ): Holding<X, X, readonly [Q, readonly []], readonly [R, readonly []]>
  <X extends Some, Y extends Some, Q extends List, R extends List, Q2 extends List, R2 extends List>(
    body: Body<X, Y, Q, R>,
    shortcut: Body<X, NoInfer<Y>, Q2, R2>,
  ): Holding<X, Y, readonly [Q, Q2], readonly [R, R2]>
}

const nothing: AnyBody = (start) => start

/**
 * `body(x) + x`, or `body(x) + shortcut(x)` where the body changes the shape: gradients reach earlier layers past the
 * body, so that very deep networks learn. Throws `ShapeError` where the two differ in shape. Source: He et al. 2016.
 *
 * @example residual(flow(conv2d(64, 3, { stride: 2, padding: 'same' }), relu), conv2d(64, 1, { stride: 2 }))
 */
export const residual: Residual = (body: AnyBody, shortcut?: AnyBody): any =>
  branching(
    'residual',
    'add',
    ([main, side]) => ({
      layer: 'residual',
      body: bodySpecs(main!),
      shortcut: shortcut === undefined ? null : bodySpecs(side!),
    }),
    [body, shortcut ?? nothing],
  )

interface Parallel {
  <
    J extends Join,
    P1 extends List,
    S1 extends List,
    A1,
    Y1 extends Some,
    P2 extends List,
    S2 extends List,
    A2,
    Y2 extends Some,
  >(
    join: J,
    first: Model<P1, S1, A1, Y1>,
    second: Model<P2, S2, A2, Y2> & Joinable<NoInfer<J>, [NoInfer<Y1>, NoInfer<Y2>]>,
  ): Model<readonly [readonly [P1, P2]], readonly [readonly [S1, S2]], readonly [A1, A2], Joined<J, [Y1, Y2]>>
  /** Of more than two models: the compiler keeps no count. */
  (
    join: Join,
    ...models: readonly [AnyModel, AnyModel, AnyModel, ...AnyModel[]]
  ): Model<readonly [List], readonly [List], List, Some>
}

/**
 * Models beside each other, each reading its own input, their results joined as by `branch`: an image and a row of
 * numbers, say. The input is a tuple with one batch for each model. Throws `ShapeError` where the results do not fit.
 *
 * @example parallel('concatenate', pipe(input([8, 8, 3]), flatten, dense(16)), pipe(input(4), dense(4)))
 */
export const parallel: Parallel = (join: Join, ...models: readonly AnyModel[]): any => {
  const all = together(models)
  const out: Shape = joinedShape(
    'parallel',
    join,
    models.map((m) => m.out),
  )
  const spec: LayerSpec = { layer: 'parallel', join, models: models.map((m) => m.layers.map((l) => l.spec)) }
  return {
    init: (key) => {
      const { params, state } = all.init(key)
      return { params: [params], state: [state] }
    },
    apply: ([params]: [List], [state]: [List], inputs: List, mode, watch = unchanged) => {
      const [results, next] = all.apply(params, state, (i) => inputs[i], mode)
      return [watch(joined(join, results), 0), [next]]
    },
    out,
    layers: [{ spec, out, parameters: all.parameters }],
  } satisfies AnyModel
}
