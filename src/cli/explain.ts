/** `fluxion explain`: why a saved model says what it says: of one image, or of the rows of a table. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { loadModel } from '../io/index.js'
import { type ExplainImage, explainImage, imageMethods } from './explainImage.js'
import { type ExplainTable, explainTable, tableMethods } from './explainTable.js'
import type { Output } from './output.js'

export const explainMethods = [...imageMethods, ...tableMethods] as const
export type ExplainMethod = (typeof explainMethods)[number]

export interface ExplainOptions
  extends Omit<ExplainImage, 'method'>,
    Omit<ExplainTable, 'method' | 'input' | 'target' | 'out'> {
  readonly method: ExplainMethod | undefined
}

const among = <M extends ExplainMethod>(methods: readonly M[], method: ExplainMethod): method is M =>
  methods.some((own) => own === method)
const whole = (name: string, least: number, n: number): readonly string[] =>
  Number.isSafeInteger(n) && n >= least ? [] : [`--${name} must be a whole number of at least ${least}, got ${n}`]

/** Explains with the methods that the kind of model has; one line for a method of the other kind. */
export const explain =
  (output: Output) =>
  (path: string, { method, ...asked }: ExplainOptions): TE.TaskEither<readonly string[], void> =>
    pipe(
      [...whole('repeats', 1, asked.repeats), ...whole('seed', 0, asked.seed), ...whole('steps', 1, asked.steps)],
      (wrong) => (wrong.length > 0 ? TE.left(wrong) : loadModel(path)),
      TE.chain((file) => {
        const { preprocessing } = file
        if (preprocessing.kind === 'images') {
          if (method === undefined || among(imageMethods, method))
            return explainImage(output)(file, preprocessing, { ...asked, method })
          return TE.left([`--method ${method} is for tables, ${path} reads images; use ${imageMethods.join(', ')}`])
        }
        if (method === undefined || among(tableMethods, method))
          return explainTable(output)(file, preprocessing.encoder, { ...asked, method: method ?? 'importance' })
        return TE.left([`--method ${method} is for images, ${path} reads tables; use ${tableMethods.join(', ')}`])
      }),
    )
