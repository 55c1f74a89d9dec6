/** Records of a request as rows of a table. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe } from '../../data/index.js'
import { type Row, row } from '../../streams/index.js'
import type { Request } from '../http/index.js'
import { jsonOf, listed, type Problem } from './service.js'

/** The rows in a body, and whether they came as a list; all that is wrong with any of them otherwise. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly list: boolean
}

const rowAt = (value: unknown, record: number): E.Either<readonly Problem[], Row> =>
  pipe(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pipe(row.decode(value), E.mapLeft(describe))
      : E.left('expected a record, { "field": value, … }'),
    E.mapLeft((problem): readonly Problem[] => [{ record, problem }]),
  )

/** All problems of several, or all that is right. */
export const gathered = <A>(
  all: readonly E.Either<readonly Problem[], A>[],
): E.Either<readonly Problem[], readonly A[]> => {
  const problems = all.flatMap((one) => (E.isLeft(one) ? one.left : []))
  return problems.length > 0 ? E.left(problems) : E.right(all.flatMap((one) => (E.isRight(one) ? [one.right] : [])))
}

/** The records of a request: one, or a list. `check` says what else is wrong with one; all problems of all are given. */
export const rowsOfBody = (
  request: Request,
  check: (row: Row, record: number) => readonly Problem[] = () => [],
): E.Either<readonly Problem[], Rows> =>
  pipe(
    jsonOf(request),
    E.chain((value) => {
      const { all, list } = listed(value)
      const checked = (item: unknown, record: number): E.Either<readonly Problem[], Row> =>
        pipe(
          rowAt(item, record),
          E.chain((own) => {
            const problems = check(own, record)
            return problems.length > 0 ? E.left(problems) : E.right(own)
          }),
        )
      return pipe(
        gathered(all.map(checked)),
        E.map((rows) => ({ rows, list })),
      )
    }),
  )
