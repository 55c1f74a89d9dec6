/** Which tensors of a file are meant for which tensors of a network: as a map says, else by name, else by shape and order. */
import * as E from 'fp-ts/lib/Either.js'
import { type AnyTensor, isFloat, sameShape } from '../../core/index.js'
import { nearest } from '../../data/index.js'
import type { Holder, Piece } from '../../models/index.js'
import { isBookkeeping, type Layout, type Recipe, recipes } from './layouts.js'
import type { Mapping } from './mapping.js'
import { asIs, type Turn } from './turns.js'

/** How a tensor of the file came to one of the network. */
export type How =
  /** The map said so. */
  | { readonly by: 'map' }
  /** Both have the same name. */
  | { readonly by: 'name' }
  /** By shape: the first, in the order of names, of `among` parts of the file that would fit; with 1 there is no doubt. */
  | { readonly by: 'shape'; readonly among: number }

/** A tensor of the network and where its numbers are to come from. */
export interface Wanted {
  readonly piece: Piece
  /** Names in the file; several are added. */
  readonly names: readonly string[]
  readonly turn: Turn
  readonly how: How
}
export interface Assigned {
  readonly wanted: readonly Wanted[]
  /** Left out by the map. */
  readonly ignored: readonly string[]
}

type Tensors = Readonly<Record<string, AnyTensor>>

/** `conv2` before `conv10`: runs of digits compare as numbers. */
const naturally = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'variant' })

/**
 * The tensors of a file by their module and their name in it. PyTorch's recurrent layers put the layer behind the name
 * (`weight_ih_l0`): layer 0 is the module itself, another is the module `….l1`. Names of Keras may end in `:0`.
 */
const located = (name: string): readonly [module: string, leaf: string] => {
  const plain = name.replace(/:0$/, '')
  const at = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf('/'))
  const [module, leaf] = [plain.slice(0, Math.max(at, 0)), plain.slice(at + 1)]
  const recurrent = /^((?:weight|bias)_(?:ih|hh))_l(\d+(?:_reverse)?)$/.exec(leaf)
  if (recurrent === null) return [module, leaf]
  const [, own, layer] = recurrent as unknown as readonly [string, string, string]
  return [layer === '0' ? module : [module, `l${layer}`].filter((part) => part !== '').join('.'), own]
}

/** Tensors below a module by what follows its name: `out_proj.weight` of `attention`. */
type Leaves = ReadonlyMap<string, string>
interface Module {
  readonly name: string
  readonly leaves: Leaves
  /** Those right in it, not in a module within. */
  readonly own: readonly string[]
}

/** Every module of a file, the parents of modules among them, in natural order. */
const modulesOf = (names: readonly string[]): readonly Module[] => {
  const found = new Map<string, { readonly leaves: Map<string, string>; readonly own: string[] }>()
  const at = (module: string) => {
    const known = found.get(module) ?? { leaves: new Map<string, string>(), own: [] }
    found.set(module, known)
    return known
  }
  for (const name of names) {
    const [module, leaf] = located(name)
    at(module).own.push(name)
    at(module).leaves.set(leaf, name)
    const ends = [...module.matchAll(/[./]/g)].map(({ index }) => index)
    for (const end of module === '' ? [] : [...ends, 0])
      at(module.slice(0, end)).leaves.set(
        `${end === 0 ? module : module.slice(end + 1)}${name.includes('/') ? '/' : '.'}${leaf}`,
        name,
      )
  }
  return [...found].map(([name, parts]) => ({ name, ...parts })).sort((a, b) => naturally(a.name, b.name))
}

const wantedFrom = ({ pieces }: Holder, recipe: Recipe, { leaves }: Module, how: How): readonly Wanted[] =>
  Object.entries(recipe).map(([name, { names, turn }]) => ({
    piece: pieces[name]!,
    names: names.map((leaf) => leaves.get(leaf)!),
    turn,
    how,
  }))

/** The recipe of which a module has every tensor, and no tensor too many; whether shapes fit as well is `fits`. */
const recipeFor = (all: readonly Recipe[], { leaves, own }: Module): Recipe | undefined =>
  all.find((recipe) => {
    const needed = Object.values(recipe).flatMap(({ names }) => names)
    const taken = new Set(needed.map((leaf) => leaves.get(leaf)))
    return needed.every((leaf) => leaves.has(leaf)) && own.every((name) => taken.has(name) || isBookkeeping(name))
  })
const fits = (tensors: Tensors, wanted: readonly Wanted[]): boolean =>
  wanted.every(({ piece, names, turn }) =>
    names.every(
      (name) => isFloat(tensors[name]!.dtype) && sameShape(tensors[name]!.shape, turn.from(piece.tensor.shape)),
    ),
  )
/** As many axes, at least: what might have been meant. */
const resembles = (tensors: Tensors, wanted: readonly Wanted[]): boolean =>
  wanted.every(({ piece, names, turn }) =>
    names.every((name) => tensors[name]!.shape.length === turn.from(piece.tensor.shape).length),
  )

type Rest = { readonly holders: readonly Holder[]; readonly modules: readonly Module[] }

/** Each layer takes the first module that fits; then those left over take the first that at least resembles it. */
const byShape = (
  layout: Exclude<Layout, 'fluxion'>,
  tensors: Tensors,
  { holders, modules }: Rest,
): readonly Wanted[] => {
  const pass = (test: typeof fits, rest: Rest): Rest & { readonly wanted: readonly Wanted[] } => {
    let free = rest.modules
    const left: Holder[] = []
    const wanted = rest.holders.flatMap((holder) => {
      const all = recipes(layout, holder)
      const candidates = free.flatMap((module) => {
        const recipe = recipeFor(all, module)
        const some = recipe && wantedFrom(holder, recipe, module, { by: 'shape', among: 1 })
        return some !== undefined && test(tensors, some) ? [{ module, some }] : []
      })
      const [first] = candidates
      if (first === undefined) {
        left.push(holder)
        return []
      }
      const taken = new Set(first.some.flatMap(({ names }) => names))
      free = free.filter(({ leaves }) => ![...leaves.values()].some((name) => taken.has(name)))
      return first.some.map((each) => ({ ...each, how: { by: 'shape', among: candidates.length } as const }))
    })
    return { wanted, holders: left, modules: free }
  }
  // Those made of modules first, lest another layer takes one of these alone.
  const isWide = (holder: Holder): boolean =>
    recipes(layout, holder).some((recipe) =>
      Object.values(recipe).some(({ names }) => names.some((leaf) => /[./]/.test(leaf))),
    )
  const inOrder = [...holders.filter(isWide), ...holders.filter((holder) => !isWide(holder))]
  const exact = pass(fits, { holders: inOrder, modules })
  return [...exact.wanted, ...pass(resembles, exact).wanted]
}

const problem = (key: string, what: string): E.Either<string, never> =>
  E.left(`the map: ${JSON.stringify(key)} ${what}`)
const meant = (name: string, names: readonly string[]): string => {
  const near = nearest(name, names)
  return near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`
}

/** What one entry of a map means. */
const entryOf =
  (layout: Layout, tensors: Tensors, holders: readonly Holder[], modules: readonly Module[]) =>
  ([key, target]: readonly [string, string | null]): E.Either<string, Assigned> => {
    const module = modules.find(({ name }) => name === key)
    const isTensor = Object.hasOwn(tensors, key)
    const within = isTensor ? [key] : [...(module?.leaves.values() ?? [])]
    if (within.length === 0)
      return problem(
        key,
        `is neither a tensor nor a module of the file${meant(key, [...Object.keys(tensors), ...modules.map(({ name }) => name)])}`,
      )
    if (target === null) return E.right({ wanted: [], ignored: within })
    const how = { by: 'map' } as const
    if (!isTensor) {
      const holder = holders.find(({ at }) => at === target)
      if (holder === undefined)
        return problem(
          key,
          `is a module, and ${target} is no layer of the model${meant(
            target,
            holders.map(({ at }) => at),
          )}`,
        )
      const all = layout === 'fluxion' ? [] : recipes(layout, holder)
      const needed = [...new Set(Object.values(all[0] ?? {}).flatMap(({ names }) => names))]
      const recipe = all.find((each) =>
        Object.values(each).every(({ names }) => names.every((leaf) => module!.leaves.has(leaf))),
      )
      if (recipe !== undefined) return E.right({ wanted: wantedFrom(holder, recipe, module!, how), ignored: [] })
      const missing = needed.filter((leaf) => !module!.leaves.has(leaf))
      return problem(key, `has no ${missing.join(', ')}, which ${target} (${holder.spec.layer}) needs`)
    }
    const pieces = holders.flatMap((holder) =>
      Object.entries(holder.pieces).map(([name, piece]) => ({ holder, name, piece })),
    )
    const found = pieces.find(({ piece }) => piece.path === target)
    if (found === undefined)
      return problem(
        key,
        `is a tensor, and ${target} is none of the model${meant(
          target,
          pieces.map(({ piece }) => piece.path),
        )}`,
      )
    const origins = layout === 'fluxion' ? [] : recipes(layout, found.holder).map((recipe) => recipe[found.name]!)
    const leaf = located(key)[1]
    const { turn } = origins.find(({ names }) => names.includes(leaf)) ?? origins[0] ?? { turn: asIs }
    return E.right({ wanted: [{ piece: found.piece, names: [key], turn, how }], ignored: [] })
  }

/** Tensors that are meant for one tensor of the network are added where its layout adds so many; else it is a mistake. */
const joined = (
  wanted: readonly Wanted[],
  layout: Layout,
  holders: readonly Holder[],
): E.Either<readonly string[], readonly Wanted[]> => {
  const paths = [...new Set(wanted.map(({ piece }) => piece.path))]
  const sumOf = (piece: Piece): number => {
    const holder = holders.find(({ pieces }) => Object.values(pieces).includes(piece))!
    const name = Object.keys(holder.pieces).find((each) => holder.pieces[each] === piece)!
    return layout === 'fluxion' ? 1 : (recipes(layout, holder)[0]?.[name]?.names.length ?? 1)
  }
  const all = paths.map((path): E.Either<string, Wanted> => {
    const some = wanted.filter(({ piece }) => piece.path === path)
    const [first] = some as unknown as readonly [Wanted]
    const names = some.flatMap((each) => each.names)
    return some.length === 1 || names.length <= sumOf(first.piece)
      ? E.right({ ...first, names })
      : E.left(`the map: ${names.map((name) => JSON.stringify(name)).join(' and ')} are both for ${first.piece.path}`)
  })
  const wrong = all.flatMap((each) => (E.isLeft(each) ? [each.left] : []))
  return wrong.length > 0 ? E.left(wrong) : E.right(all.flatMap((each) => (E.isRight(each) ? [each.right] : [])))
}

/** Assigns tensors of a file to those of a network: first as the map says, then, of the rest, by name or by shape. */
export const assign =
  (layout: Layout, map: Mapping) =>
  (tensors: Tensors, holders: readonly Holder[]): E.Either<readonly string[], Assigned> => {
    const { '*': others, ...named } = map
    if (others !== undefined && others !== null) return E.left(['the map: "*" can only be null: the rest is left out'])
    const read = Object.entries(named).map(entryOf(layout, tensors, holders, modulesOf(Object.keys(tensors))))
    const wrong = read.flatMap((each) => (E.isLeft(each) ? [each.left] : []))
    if (wrong.length > 0) return E.left(wrong)
    const told = read.flatMap((each) => (E.isRight(each) ? [each.right] : []))
    const mapped = joined(
      told.flatMap(({ wanted }) => wanted),
      layout,
      holders,
    )
    if (E.isLeft(mapped)) return mapped
    const ignored = told.flatMap((each) => each.ignored)
    const used = new Set([...mapped.right.flatMap(({ names }) => names), ...ignored])
    const names = Object.keys(tensors).filter((name) => !used.has(name))
    if (others === null) return E.right({ wanted: mapped.right, ignored: [...ignored, ...names] })
    const filled = new Set(mapped.right.map(({ piece }) => piece.path))
    const free = holders
      .map((holder) => ({
        ...holder,
        pieces: Object.fromEntries(Object.entries(holder.pieces).filter(([, { path }]) => !filled.has(path))),
      }))
      .filter(({ pieces }) => Object.keys(pieces).length > 0)
    const rest =
      layout === 'fluxion'
        ? free.flatMap(({ pieces }) =>
            Object.values(pieces).flatMap((piece): readonly Wanted[] =>
              names.includes(piece.path) ? [{ piece, names: [piece.path], turn: asIs, how: { by: 'name' } }] : [],
            ),
          )
        : byShape(layout, tensors, { holders: free, modules: modulesOf(names) })
    return E.right({ wanted: [...mapped.right, ...rest], ignored })
  }
