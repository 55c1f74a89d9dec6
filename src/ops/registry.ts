/** Every op, by name. Total: the laws and the engines quantify over it. */
import type { Op } from '../core/op.js'
import { absOp } from './abs.js'
import { addOp } from './add.js'
import { argMaxOp } from './argMax.js'
import { atan2Op } from './atan2.js'
import { castOp } from './cast.js'
import { choleskyOp } from './cholesky.js'
import { clampOp } from './clamp.js'
import { equalOp, greaterEqualOp, greaterOp, lessEqualOp, lessOp, notEqualOp } from './compare.js'
import { concatOp } from './concat.js'
import { conv2dByInputOp, conv2dByWeightsOp, conv2dOp } from './convolution.js'
import { cumProdOp, cumSumOp } from './cumulative.js'
import { divOp } from './div.js'
import { erfOp } from './erf.js'
import { expOp } from './exp.js'
import { expm1Op } from './expm1.js'
import { maxOp, minOp } from './extremum.js'
import { gatherOp, scatterAddOp } from './gather.js'
import { logOp } from './log.js'
import { log1pOp } from './log1p.js'
import { matmulOp } from './matmul.js'
import { maximumOp, minimumOp } from './maximum.js'
import { modOp } from './mod.js'
import { mulOp } from './mul.js'
import type { OpName } from './names.js'
import { negOp } from './neg.js'
import { oneHotOp } from './oneHot.js'
import { permuteOp } from './permute.js'
import { avgPool2dByInputOp, avgPool2dOp, maxPool2dByInputOp, maxPool2dGatherOp, maxPool2dOp } from './pooling.js'
import { powOp } from './pow.js'
import { foldInOp, randomUniformOp } from './random.js'
import { recurrenceOp } from './recurrence.js'
import { reshapeOp } from './reshape.js'
import { ceilOp, floorOp, roundOp } from './round.js'
import { sigmoidOp } from './sigmoid.js'
import { signOp } from './sign.js'
import { cosOp, sinOp } from './sin.js'
import { padOp, sliceOp } from './slice.js'
import { solveOp } from './solve.js'
import { argSortOp } from './sort.js'
import { sqrtOp } from './sqrt.js'
import { identityOp, stopGradientOp } from './stopGradient.js'
import { subOp } from './sub.js'
import { broadcastToOp, sumOp } from './sum.js'
import { addAlongAxisOp, takeAlongAxisOp } from './takeAlongAxis.js'
import { tanhOp } from './tanh.js'
import { triangularSolveOp } from './triangularSolve.js'
import { whereOp } from './where.js'

/** The record of every op, by name. */
export const ops: { readonly [N in OpName]: Op } = {
  abs: absOp,
  add: addOp,
  addAlongAxis: addAlongAxisOp,
  argMax: argMaxOp,
  argSort: argSortOp,
  atan2: atan2Op,
  avgPool2d: avgPool2dOp,
  avgPool2dByInput: avgPool2dByInputOp,
  broadcastTo: broadcastToOp,
  cast: castOp,
  ceil: ceilOp,
  cholesky: choleskyOp,
  clamp: clampOp,
  concat: concatOp,
  conv2d: conv2dOp,
  conv2dByInput: conv2dByInputOp,
  conv2dByWeights: conv2dByWeightsOp,
  cos: cosOp,
  cumProd: cumProdOp,
  cumSum: cumSumOp,
  div: divOp,
  equal: equalOp,
  erf: erfOp,
  exp: expOp,
  expm1: expm1Op,
  floor: floorOp,
  foldIn: foldInOp,
  gather: gatherOp,
  greater: greaterOp,
  greaterEqual: greaterEqualOp,
  identity: identityOp,
  less: lessOp,
  lessEqual: lessEqualOp,
  log: logOp,
  log1p: log1pOp,
  matmul: matmulOp,
  max: maxOp,
  maximum: maximumOp,
  maxPool2d: maxPool2dOp,
  maxPool2dByInput: maxPool2dByInputOp,
  maxPool2dGather: maxPool2dGatherOp,
  min: minOp,
  minimum: minimumOp,
  mod: modOp,
  mul: mulOp,
  neg: negOp,
  notEqual: notEqualOp,
  oneHot: oneHotOp,
  pad: padOp,
  permute: permuteOp,
  pow: powOp,
  randomUniform: randomUniformOp,
  recurrence: recurrenceOp,
  reshape: reshapeOp,
  round: roundOp,
  scatterAdd: scatterAddOp,
  sigmoid: sigmoidOp,
  sign: signOp,
  sin: sinOp,
  slice: sliceOp,
  solve: solveOp,
  sqrt: sqrtOp,
  stopGradient: stopGradientOp,
  sub: subOp,
  sum: sumOp,
  takeAlongAxis: takeAlongAxisOp,
  tanh: tanhOp,
  triangularSolve: triangularSolveOp,
  where: whereOp,
}
