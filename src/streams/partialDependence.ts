/** How a model's answer moves with one feature. */
import type { Numbers } from '../core/dtype.js'
import { type Rows, withColumns } from './columns.js'
import type { Dataset } from './dataset.js'

/**
 * The mean of each output over all rows, with a feature (a group of columns) set to each point of a grid:
 * `grid.length` rows of as many numbers as the model has outputs. Where the feature goes with others, some of these rows
 * are ones that do not occur.
 * Throws `RangeError` for a column that is not there, a point that has not one number for each column, or no rows;
 * `ShapeError` for examples that are not rows. Source: Friedman 2001.
 *
 * @example partialDependence((x) => predict(model)(snapshot, x))(inputs, [0], [[-1], [0], [1]])
 */
export const partialDependence =
  <X extends Rows>(predict: (x: Dataset<X>) => Numbers) =>
  (
    data: Dataset<X>,
    columns: readonly number[],
    grid: readonly (readonly number[])[],
  ): readonly (readonly number[])[] => {
    if (data.size === 0) throw new RangeError('partialDependence: the data set is empty')
    return grid.map((point) => {
      if (point.length !== columns.length)
        throw new RangeError(`partialDependence: ${columns.length} columns cannot be set to ${point.length} numbers`)
      const outputs = predict(withColumns('partialDependence', data, columns, point) as Dataset<X>)
      const width = outputs.length / data.size
      const sums = new Float64Array(width)
      for (let i = 0; i < outputs.length; i++) sums[i % width]! += outputs[i]!
      return Array.from(sums, (s) => s / data.size)
    })
  }
