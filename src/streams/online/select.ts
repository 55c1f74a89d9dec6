/** Some features of a record. */
import type { Row } from '../sources/codecs.js'
import type { OnlineTransform } from './online.js'

/** The features of some names, as far as a record has them; the others vanish. It learns nothing. */
export const select = <X extends Row = Row>(...names: readonly string[]): OnlineTransform<null, X, X> => ({
  init: null,
  learnOne: () => null,
  transformOne: (_, x) => {
    const some: Record<string, unknown> = {}
    for (const name of names) if (Object.hasOwn(x, name)) some[name] = x[name]
    return some as X
  },
})

/** All features but some. It learns nothing. */
export const drop = <X extends Row = Row>(...names: readonly string[]): OnlineTransform<null, X, X> => ({
  init: null,
  learnOne: () => null,
  transformOne: (_, x) => {
    const others: Record<string, unknown> = {}
    for (const name in x) if (!names.includes(name)) others[name] = x[name]
    return others as X
  },
})
