/** Every number that both languages must agree on. `npm run docs` writes the C header from this file. */

/** Instructions of a program, in the order of their codes. */
export const instructions = [
  'map',
  'reduce',
  'argMax',
  'matmul',
  'read',
  'write',
  'fill',
  'gather',
  'scatterAdd',
  'oneHot',
  'randomUniform',
  'foldIn',
  'conv2d',
  'conv2dByInput',
  'conv2dByWeights',
  'maxPool2d',
  'maxPool2dByInput',
  'maxPool2dGather',
  'avgPool2d',
  'avgPool2dByInput',
  'scan',
  'argSort',
  'takeAlongAxis',
  'addAlongAxis',
] as const
export type Instruction = (typeof instructions)[number]

/** Functions of one, two or three registers inside a `map`. */
export const functions = [
  'copy',
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'abs',
  'sign',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sqrt',
  'pow',
  'sigmoid',
  'tanh',
  'maximum',
  'minimum',
  'clamp',
  'where',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'truncate',
  'erf',
  'sin',
  'cos',
  'atan2',
  'floor',
  'ceil',
  'round',
  'mod',
] as const
export type MapFunction = (typeof functions)[number]

/** Element types, by code. */
export const dtypes = ['f32', 'f64', 'i32', 'bool'] as const

/** How a `map` reads an argument: element by element, one number, a row again and again, a number for each row. */
export const modes = ['full', 'scalar', 'inner', 'outer'] as const
export type LoadMode = (typeof modes)[number]

/** Kinds of reduction. */
export const reductions = ['sum', 'max', 'min'] as const
/** Kinds of scan. */
export const scans = ['sum', 'product', 'recurrence'] as const

/** Bytes of one register block of a `map`, and the most registers it may have. */
export const blockBytes = 1024
export const registerLimit = 40
/** The most axes that strided copies follow. */
export const rankLimit = 16

/** What a program returns: 0, or what went wrong. */
export const statuses = ['done', 'gatherOutOfRange', 'scatterOutOfRange', 'takeOutOfRange', 'addOutOfRange'] as const

const upper = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()
const defines = (prefix: string, names: readonly string[]): readonly string[] =>
  names.map((name, code) => `#define ${prefix}_${upper(name)} ${code}`)

/** The C header. */
export const header = (): string =>
  [
    '/* Generated from src/engine/opcodes.ts. */',
    '#pragma once',
    ...defines('OP', instructions),
    ...defines('FN', functions),
    ...defines('TYPE', dtypes),
    ...defines('MODE', modes),
    ...defines('REDUCE', reductions),
    ...defines('SCAN', scans),
    ...defines('STATUS', statuses),
    `#define BLOCK_BYTES ${blockBytes}`,
    `#define REGISTER_LIMIT ${registerLimit}`,
    `#define RANK_LIMIT ${rankLimit}`,
    '',
  ].join('\n')
