/** Exponential moving averages of trees. */
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { mapFloats } from '../floats.js'

/** `decay · average + (1 - decay) · f(x)`, leaf by leaf. */
export const movingAverage = <P>(decay: number, average: P, tree: P, f: (x: any) => any = (x) => x): P =>
  mapFloats((a, x) => add(mul(a, decay), mul(f(x), 1 - decay)), average, tree)
