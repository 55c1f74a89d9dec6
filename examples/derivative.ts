/** A derivative as something to look at, and the law that it is one. `node dist/examples/derivative.js` */
import { add, div, exp, formulas, grad, literal, mul, neg, read, type Shape, sigmoid, sum, type Tensor } from 'fluxion'
import { check, derivativeLaws, tensor } from 'fluxion/laws'

/** Swish, written by hand: x / (1 + e⁻ˣ). Any shape, either floating type. */
const swish = <S extends Shape, D extends 'f32' | 'f64'>(x: Tensor<S, D>): Tensor<S, D> => div(x, add(exp(neg(x)), 1))

const first = formulas(swish)
const known = formulas((x) => mul(x, sigmoid(x)), { order: 2 })
console.log(`swish(x)    = ${first.value.text}`)
console.log(`swish'(x)   = ${first.derivative.text}`)
console.log(`x·σ(x), 2nd = ${known.derivative.text}`)
console.log(`in LaTeX    = ${formulas(sigmoid).derivative.latex}`)

const x = literal([3], [-1, 0, 2], 'f64')
console.log(`at -1, 0, 2 : ${[...read(grad((t: typeof x) => sum(swish(t)))(x))].map((v) => v.toFixed(4)).join(', ')}`)

for (const law of derivativeLaws('swish', swish<readonly [3], 'f64'>, tensor([3]))) {
  check(law)
  console.log(`holds: ${law.name}`)
}
