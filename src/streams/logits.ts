/** From logits to classes and probabilities. One logit a row stands for two classes. */
import type { Numbers } from '../core/dtype.js'

/** Predicted class of each row of logits: of one logit whether it is above 0, of several the largest. */
export const classesOfLogits = (logits: Numbers, rows: number): Numbers => {
  const width = logits.length / Math.max(rows, 1)
  return Int32Array.from({ length: rows }, (_, i) => {
    if (width === 1) return logits[i]! > 0 ? 1 : 0
    let best = 0
    for (let k = 1; k < width; k++) if (logits[i * width + k]! > logits[i * width + best]!) best = k
    return best
  })
}

/** Probabilities of all classes for each row of logits: `[1 - σ(z), σ(z)]` of one logit, the softmax of several. */
export const probabilitiesOfLogits = (logits: Numbers, rows: number): readonly (readonly number[])[] => {
  const width = logits.length / Math.max(rows, 1)
  return Array.from({ length: rows }, (_, i) => {
    if (width === 1) {
      const p = 1 / (1 + Math.exp(-logits[i]!))
      return [1 - p, p]
    }
    const row = Array.from({ length: width }, (_, k) => logits[i * width + k]!)
    const top = Math.max(...row)
    const e = row.map((z) => Math.exp(z - top))
    const total = e.reduce((a, b) => a + b, 0)
    return e.map((v) => v / total)
  })
}
