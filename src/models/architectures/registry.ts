/** Every architecture by name. Total: the command line and the tests quantify over it. */
import type { Architecture } from './architecture.js'
import { lenet } from './lenet.js'
import { notes } from './notes.js'
import { perceptron } from './perceptron.js'
import { resnet } from './resnet.js'

export type ArchitectureName = 'perceptron' | 'lenet' | 'notes' | 'resnet'

/** Every architecture by name. */
export const architectures: { readonly [N in ArchitectureName]: Architecture } = {
  perceptron,
  lenet,
  notes,
  resnet,
}
