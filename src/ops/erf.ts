/** Error function. */
import { pointwise, type Unary, unary } from './elementwise.js'
import { exp } from './exp.js'
import { mul } from './mul.js'
import { neg } from './neg.js'
import { pow } from './pow.js'

const horner = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, c) => sum * x + c)

/** `(erf x - x) / x` by `x²` below 27/32. */
const p = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
  -2.37630166566501626084e-5,
]
const q = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
  -3.9602282787753681232e-6,
]
/** `erf x - erf 1`, about, by `x - 1` between 27/32 and 5/4. */
const one = 8.45062911510467529297e-1
const pOne = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
  -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
]
const qOne = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
  1.36370839120290507362e-2, 1.1984499846799107417e-2,
]
/** `ln(x (1 - erf x)) + x² + 9/16` by `1/x²` above. */
const pTail = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
  -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
]
const qTail = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
]

/** Within 1 unit in the last place. Rational approximations of fdlibm (`s_erf.c`, Sun Microsystems 1993). */
const erfOf = (x: number): number => {
  const a = Math.abs(x)
  if (!(a >= 27 / 32)) return x + x * (horner(p, x * x) / horner(q, x * x))
  if (a >= 6) return Math.sign(x)
  if (a < 5 / 4) return Math.sign(x) * (one + horner(pOne, a - 1) / horner(qOne, a - 1))
  const z = a * a
  return Math.sign(x) * (1 - Math.exp(horner(pTail, 1 / z) / horner(qTail, 1 / z) - z - 9 / 16) / a)
}

export const erfOp = unary({
  name: 'erf',
  f: erfOf,
  backward: (dy, _y, x) => mul(dy as never, mul(exp(neg(pow(x, 2))), 2 / Math.sqrt(Math.PI))),
  notation: { text: 'erf({0})', latex: '\\operatorname{erf}\\left({0}\\right)' },
})

/**
 * `erf x = 2/√π ∫₀ˣ e^(-t²) dt`, range [-1, 1]: the normal distribution's mass within `x √2` standard deviations.
 * Derivative: `2/√π · e^(-x²)`.
 */
export const erf: Unary = pointwise(erfOp)
