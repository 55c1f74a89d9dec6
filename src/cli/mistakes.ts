/** The test images that a network is wrong about, those it is surest of first. */
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, type Dataset, predict, probabilitiesOfLogits } from '../streams/index.js'
import type { ImageProblem } from './imageProblem.js'
import type { Finished } from './run.js'

export interface Mistake {
  /** Of `testImages`. */
  readonly row: number
  readonly guess: number
  readonly truth: number
  /** Probability of the guess. */
  readonly p: number
}

export const mistakesOf = (
  { file }: Pick<Finished, 'file'>,
  { problem, testImages, testRows }: ImageProblem,
): readonly Mistake[] => {
  const { size } = problem.test
  const inputs: Dataset<any> = { size, batch: (rows) => problem.test.batch(rows).x }
  const outputs = predict(fromSpecs(file.layers))(file, inputs)
  const guessed = classesOfLogits(outputs, size)
  const probabilities = probabilitiesOfLogits(outputs, size)
  return Array.from(guessed, (guess, i) => {
    const row = testRows[i]!
    return { row, guess, truth: testImages.labels[row]!, p: probabilities[i]![guess]! }
  })
    .filter(({ guess, truth }) => guess !== truth)
    .sort((a, b) => b.p - a.p || a.row - b.row)
}
