/** The form of a tree is all that decides a plan: its structure, the specs of its tensors, everything else by value. */
import type { Data, DType } from '../../core/dtype.js'
import { type Shape, sameShape } from '../../core/shape.js'
import { type AnyTensor, fromData, isTensor } from '../../core/tensor.js'
import { exactly, identityOf } from '../identity.js'

export type Form =
  | { readonly _tag: 'Tensor'; readonly shape: Shape; readonly dtype: DType }
  | { readonly _tag: 'List'; readonly items: readonly Form[] }
  | {
      readonly _tag: 'Record'
      readonly keys: readonly string[]
      readonly items: readonly Form[]
      readonly like: object
    }
  | { readonly _tag: 'Plain'; readonly value: unknown }

export const formOf = (tree: unknown): Form => {
  if (isTensor(tree)) return { _tag: 'Tensor', shape: tree.shape, dtype: tree.dtype }
  if (Array.isArray(tree)) return { _tag: 'List', items: tree.map(formOf) }
  if (typeof tree !== 'object' || tree === null) return { _tag: 'Plain', value: tree }
  const like = Object.fromEntries(Object.entries(tree).map(([key, t]) => [key, formOf(t)]))
  return { _tag: 'Record', keys: Object.keys(like), items: Object.values(like), like }
}

/**
 * Whether a tree has a form; its tensors are pushed to `out`, in the order of its keys. One walk for both, since this is
 * what each call of a compiled function begins with. After `false` what was pushed is of no use.
 */
export const collect = (form: Form, tree: any, out: AnyTensor[]): boolean => {
  switch (form._tag) {
    case 'Tensor':
      if (tree?.dtype !== form.dtype || tree.node === undefined) return false
      if (tree.shape !== form.shape && !sameShape(tree.shape, form.shape)) return false
      out.push(tree)
      return true
    case 'List': {
      const { items } = form
      if (!Array.isArray(tree) || tree.length !== items.length) return false
      for (let i = 0; i < items.length; i++) if (!collect(items[i]!, tree[i], out)) return false
      return true
    }
    case 'Record': {
      const { items } = form
      if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return false
      const keys = Object.keys(tree)
      if (keys.length !== items.length) return false
      for (let i = 0; i < items.length; i++) {
        const key = keys[i]!
        if (key !== form.keys[i] || !collect(items[i]!, tree[key], out)) return false
      }
      return true
    }
    case 'Plain':
      return Object.is(form.value, tree)
  }
}

/** A tree of a form around numbers that nothing else writes to, one array for each tensor. */
export const withNumbers = (form: Form, numbers: readonly Data[]): any => {
  let next = 0
  const grow = (form: Form): unknown => {
    switch (form._tag) {
      case 'Tensor':
        return fromData(form.shape, numbers[next++]!, form.dtype)
      case 'List':
        return form.items.map(grow)
      case 'Record': {
        const tree: { [key: string]: unknown } = { ...form.like } // a copy in one piece, faster than key by key
        for (let i = 0; i < form.items.length; i++) tree[form.keys[i]!] = grow(form.items[i]!)
        return tree
      }
      case 'Plain':
        return form.value
    }
  }
  return grow(form)
}

/** Such as `(f32[2, 3]; {"rate": 0.1})`. */
export const showForm = (form: Form): string => {
  switch (form._tag) {
    case 'Tensor':
      return `${form.dtype}[${form.shape.join(', ')}]`
    case 'List':
      return `(${form.items.map(showForm).join('; ')})`
    case 'Record':
      return `{${form.items.map((item, i) => `${JSON.stringify(form.keys[i])}: ${showForm(item)}`).join('; ')}}`
    case 'Plain': {
      const { value } = form
      if (typeof value === 'function') return `function ${identityOf(value)}`
      return typeof value === 'number'
        ? exactly(value)
        : typeof value === 'string'
          ? JSON.stringify(value)
          : String(value)
    }
  }
}

/** What was made for the forms of trees. */
export interface ByForm<A, V> {
  /** Of the form of a tree, made where there is none. The tree's tensors are left in `out`. */
  readonly get: (tree: A, out: AnyTensor[]) => V
  /** How many values were made. */
  readonly made: () => number
}

/** Keeps what `size` forms gave; the one not asked for longest is forgotten first. */
export const byForm = <A, V>(size: number, make: (tree: A, form: Form) => V): ByForm<A, V> => {
  const known: { readonly form: Form; readonly value: V }[] = [] // the last used first
  let made = 0
  return {
    made: () => made,
    get: (tree, out) => {
      for (let i = 0; i < known.length; i++) {
        const entry = known[i]!
        out.length = 0
        if (!collect(entry.form, tree, out)) continue
        if (i > 0) known.unshift(...known.splice(i, 1))
        return entry.value
      }
      const form = formOf(tree)
      const value = make(tree, form)
      made++
      known.unshift({ form, value })
      known.length = Math.min(known.length, size)
      out.length = 0
      collect(form, tree, out)
      return value
    },
  }
}
