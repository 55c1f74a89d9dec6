/** Files: tables, images, tensors, models. Sources of records: files, servers. */
export { checkFolder, checkWritable, readWhole, writeFolder, writeWhole } from './atomic.js'
export { decodeBundle, decodeWith, encodeBundle, tensor } from './bundle.js'
export { cacheFolder } from './cache.js'
export {
  type CheckpointFormat,
  type Checkpoints,
  openCheckpoints,
  type Restored,
  readCheckpoint,
} from './checkpoint.js'
export {
  type CaptionLine,
  type Colour,
  type ContactSheet,
  contactSheet,
  type Rectangle,
  type SheetOptions,
  type Tile,
} from './contactSheet.js'
export { type CsvOptions, openCsv, readCsv, readCsvFile } from './csv.js'
export {
  cachedDataset,
  type Fetched,
  type Fetching,
  fetchDataset,
  isCached,
  openDataset,
  type StoredFile,
} from './datasets.js'
export { type Fence, takeFence } from './fence.js'
export { type FileError, showFileError, systemError } from './fileError.js'
export { evidenceOver, type HeatMap } from './heatMap.js'
export * from './http/index.js'
export type { ImageParts } from './imageFiles.js'
export { readImageFolder } from './imageFolder.js'
export { imagesIn, pictureIn } from './imageInput.js'
export { type LiveCheckpoint, liveCheckpoint, type Waiting } from './liveCheckpoint.js'
export {
  decodeModel,
  encodeModel,
  loadModel,
  type ModelFile,
  type Preprocessing,
  type StoredRun,
  saveModel,
} from './modelFile.js'
export { decodePicture, isPicture, luma, withChannels } from './picture.js'
export { type PictureSize, pictureSize } from './pictureSize.js'
export { encodePng } from './png.js'
export { type ImagePredictor, type Prediction, predictorOf, type TablePredictor } from './predictor.js'
export { decodeSafetensors, elementTypes, encodeSafetensors } from './safetensors.js'
export * from './serving/index.js'
export * from './sources/index.js'
export { type Bar, barsSvg, type CurveOptions, curveSvg, type HeatMapOptions, heatMapSvg } from './svg.js'
export { brightTones, type Levels, signedTones } from './tones.js'
export * from './weights/index.js'
