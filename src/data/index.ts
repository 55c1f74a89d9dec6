/** Pure parsers, schemas and transforms: text to tensors, with every problem in one line. */

export * from './augment/index.js'
export { isBlank, isNumber, numberIn, sortedLabels } from './cell.js'
export { checkCells } from './check.js'
export { type CifarLayout, encodeCifar10, parseCifar } from './cifar.js'
export { describe } from './describe.js'
export { encodeFeatures, encodeTarget } from './encode.js'
export {
  type ColumnMeaning,
  classesOf,
  columnMeanings,
  decodeClass,
  decodeNumber,
  Encoder,
  type Feature,
  featureColumns,
  featureNames,
  inUnits,
  width,
} from './encoder.js'
export { atMost, type DataError, dataError, list, type Notice, type Place, quote, showDataError } from './errors.js'
export { type EncoderOptions, fitEncoder } from './fit.js'
export * from './idx.js'
export { type NamedBytes, parseIdxImages } from './idxImages.js'
export { channelMoments, classCounts, type Images, joinImages, ofClasses, type Picture } from './images.js'
export * from './impute.js'
export { type KnownDataset, type KnownFile, type KnownName, knownDatasets } from './known.js'
export { editDistance, nearest } from './nearest.js'
export { notices } from './notices.js'
export * from './oneHot.js'
export { type Profile, profile } from './profile.js'
export * from './scale.js'
export { ColumnKind, columnsOf, inferSchema, type SchemaOptions, TableSchema, targetOf } from './schema.js'
export { apportion, type Fractions, kFold, type Labels, type Split, splitRows, timeOrdered } from './split.js'
export { parseLabels, parseSprites, type SpriteLayout } from './sprites.js'
export { columnNamed, lineOf, type RawColumn, type RawTable, type Rows, rawTable } from './table.js'
export { parseTar, type TarFile } from './tar.js'
export { Task } from './task.js'
