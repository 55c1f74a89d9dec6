/** Instructions of convolution and of pooling: what follows the opcode, and the memory that they work in. */
import { bytesOf, type DType } from '../../core/dtype.js'
import { type Shape, sizeOf } from '../../core/shape.js'
import type { Instruction } from '../opcodes.js'

type Pair = readonly [number, number]
interface Attributes {
  readonly stride: Pair
  readonly padding: readonly [Pair, Pair]
  readonly dilation: Pair
  readonly window: Pair
  readonly groups: number
}
type Name = Extract<Instruction, `${string}2d${string}`>

export interface Windowed {
  /** Numbers before the places of arguments, result and scratch memory. */
  readonly numbers: readonly number[]
  /** Bytes of scratch memory. */
  readonly scratch: number
  readonly flops: number
}

/** Filters in panels are a multiple of the widest vector. */
const lanes = 16
const panels = (count: number): number => Math.ceil(count / lanes) * lanes

/** Images are summed in so many parts, apart from each other; fewer where the sums are large. */
const chunksOf = (images: number, bytes: number): number =>
  Math.max(1, Math.min(8, images, Math.floor(2 ** 23 / Math.max(1, bytes))))

const convolution = (name: Name, attrs: Attributes, x: Shape, w: Shape, y: Shape, dtype: DType): Windowed => {
  const [n, height, width, channels] = x as readonly [number, number, number, number]
  const [kh, kw, depth, filters] = w as readonly [number, number, number, number]
  const [, down, across] = y as readonly [number, number, number, number]
  const { stride, dilation, padding, groups } = attrs
  const own = filters / groups
  const lanewise = groups > 1 && depth === 1 && own === 1
  const rows = lanewise
    ? panels(channels)
    : name === 'conv2dByInput'
      ? groups * own * panels(depth)
      : channels * panels(own)
  const bytes = bytesOf[dtype] * kh * kw * rows
  const chunks = name === 'conv2dByWeights' ? chunksOf(n, bytes) : 1
  return {
    numbers: [
      ...[n, height, width, channels, down, across, filters, kh, kw],
      ...[...stride, ...dilation, padding[0][0], padding[1][0], groups, chunks],
    ],
    scratch: bytes * chunks,
    flops: 2 * n * down * across * kh * kw * depth * filters,
  }
}

const pooling = (name: Name, attrs: Attributes, x: Shape, y: Shape): Windowed => {
  const [n, height, width, channels] = x as readonly [number, number, number, number]
  const { window, stride, padding } = attrs
  const overlap = name === 'maxPool2dByInput' && (stride[0] < window[0] || stride[1] < window[1])
  return {
    numbers: [n, height, width, channels, y[1]!, y[2]!, ...window, ...stride, padding[0][0], padding[1][0]],
    scratch: overlap ? bytesOf.i32 * sizeOf(y) : 0, // positions of the largest
    flops: sizeOf(y) * window[0] * window[1],
  }
}

/** The numbers of an instruction with arguments and a result of these shapes; `undefined` for other ops. */
export const windowed = (
  name: string,
  attributes: unknown,
  [a = [], b = []]: readonly Shape[],
  out: Shape,
  dtype: DType,
): Windowed | undefined => {
  const attrs = attributes as Attributes
  switch (name) {
    case 'conv2d':
      return convolution(name, attrs, a, b, out, dtype)
    case 'conv2dByInput':
      return convolution(name, attrs, out, b, a, dtype)
    case 'conv2dByWeights':
      return convolution(name, attrs, a, out, b, dtype)
    case 'maxPool2d':
    case 'maxPool2dGather':
    case 'avgPool2d':
      return pooling(name, attrs, a, out)
    case 'maxPool2dByInput':
      return pooling(name, attrs, a, b)
    case 'avgPool2dByInput':
      return pooling(name, attrs, out, a)
    default:
      return undefined
  }
}
