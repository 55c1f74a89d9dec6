/** What the compiler makes of an einsum expression: sizes of letters, the result's shape, and what does not fit. */
import type { DType } from '../core/dtype.js'
import type { Dim, Shape } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'

type Tensors = readonly Tensor<Shape, DType>[]
type Pairs = readonly (readonly [letter: string, size: Dim])[]

/** A sentence that the compiler shows at the expression. */
export interface EinsumError<Sentence extends string> {
  readonly einsum: Sentence
}

type Spaceless<E extends string> = E extends `${infer A} ${infer B}` ? Spaceless<`${A}${B}`> : E
type Inputs<E extends string> = E extends `${infer I}->${string}` ? I : E
type Letters<P extends string> = P extends `${infer First}${infer Rest}`
  ? readonly [First, ...Letters<Rest>]
  : readonly []
type Parts<P extends string> = P extends `${infer First},${infer Rest}`
  ? readonly [First, ...Parts<Rest>]
  : readonly [P]

/** Letters of one operand with their sizes, gradual for a gradual rank. */
type Zip<Ls extends readonly string[], S extends Shape> = {
  readonly [I in keyof Ls]: readonly [
    Ls[I],
    number extends S['length'] ? number : S[I & keyof S] extends infer N extends Dim ? N : number,
  ]
}
type AllPairs<Ps extends readonly string[], Ts extends Tensors> = Ps extends readonly [
  infer P extends string,
  ...infer Others extends readonly string[],
]
  ? Ts extends readonly [infer T extends Tensors[number], ...infer Rest extends Tensors]
    ? readonly [...Zip<Letters<P>, T['shape']>, ...AllPairs<Others, Rest>]
    : readonly []
  : readonly []

/** The size of a letter over all operands: gradual sizes fit any; an error where two clash. */
type SizeOf<L extends string, Ps extends Pairs, Found extends Dim = number> = Ps extends readonly [
  readonly [infer Name, infer N extends Dim],
  ...infer Rest extends Pairs,
]
  ? Name extends L
    ? [Found] extends [N]
      ? SizeOf<L, Rest, Found>
      : [N] extends [Found]
        ? SizeOf<L, Rest, N>
        : EinsumError<`${L} has sizes ${Found} and ${N}`>
    : SizeOf<L, Rest, Found>
  : Found

/** The letters that come once, in alphabetical order. */
type Single<I extends string, L extends string> = I extends `${string}${L}${infer Rest}`
  ? Rest extends `${string}${L}${string}`
    ? readonly []
    : readonly [L]
  : readonly []
type Implicit<
  I extends string,
  Alphabet extends string = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  Found extends readonly string[] = readonly [],
> = Alphabet extends `${infer L}${infer Rest}` ? Implicit<I, Rest, readonly [...Found, ...Single<I, L>]> : Found
type Result<E extends string> = E extends `${string}->${infer O}` ? Letters<O> : Implicit<E>

/** Expressions and operands that only run time knows. */
type Gradual<E extends string, Ts extends Tensors> = string extends E
  ? true
  : E extends `${string}...${string}`
    ? true
    : number extends Ts['length']
      ? true
      : false

type Sized<Ls extends readonly string[], Ps extends Pairs> = {
  readonly [I in keyof Ls]: SizeOf<Ls[I], Ps> extends infer N extends Dim ? N : number
}
/** The shape of the result. */
export type Contracted<E extends string, Ts extends Tensors> =
  Gradual<E, Ts> extends true ? Shape : Sized<Result<Spaceless<E>>, AllPairs<Parts<Inputs<Spaceless<E>>>, Ts>>

type RankErrors<Ps extends readonly string[], Ts extends Tensors> = {
  readonly [I in keyof Ps]: I extends keyof Ts
    ? Ts[I] extends Tensors[number]
      ? number extends Ts[I]['shape']['length']
        ? never
        : Letters<Ps[I]>['length'] extends Ts[I]['shape']['length']
          ? never
          : EinsumError<`'${Ps[I]}' is not for a tensor of ${Ts[I]['shape']['length']} axes`>
      : never
    : never
}[number]
type SizeErrors<Ls extends readonly string[], Ps extends Pairs> = {
  readonly [I in keyof Ls]: Extract<SizeOf<Ls[I], Ps>, EinsumError<string>>
}[number]
type UnknownLetters<Ls extends readonly string[], Known extends string> = {
  readonly [I in keyof Ls]: Ls[I] extends Known ? never : EinsumError<`${Ls[I]} of the result is in no operand`>
}[number]

type Errors<E extends string, Ts extends Tensors, Ps extends readonly string[]> = Ps['length'] extends Ts['length']
  ? [RankErrors<Ps, Ts>] extends [never]
    ? AllPairs<Ps, Ts> extends infer All extends Pairs
      ? SizeErrors<{ readonly [I in keyof All]: All[I][0] }, All> | UnknownLetters<Result<E>, All[number][0]>
      : never
    : RankErrors<Ps, Ts>
  : EinsumError<`${Ps['length']} tensors, not ${Ts['length']}`>
type OneType<Ts extends Tensors> = [Ts[number]['dtype']] extends [Ts[0]['dtype']]
  ? never
  : EinsumError<'one element type'>
type Shown<Problem> = [Problem] extends [never] ? unknown : Problem

/** `unknown` where the expression fits the tensors, else what is wrong. */
export type EinsumFits<E extends string, Ts extends Tensors> =
  Gradual<E, Ts> extends true
    ? Shown<OneType<Ts>>
    : Shown<OneType<Ts> | Errors<Spaceless<E>, Ts, Parts<Inputs<Spaceless<E>>>>>
