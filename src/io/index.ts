/** Files: tables, tensors, models. */
export { checkWritable, readWhole, writeWhole } from './atomic.js'
export { decodeBundle, decodeWith, encodeBundle, tensor } from './bundle.js'
export { type CsvOptions, openCsv, readCsv, readCsvFile } from './csv.js'
export { type FileError, showFileError } from './fileError.js'
export {
  decodeModel,
  encodeModel,
  loadModel,
  type ModelFile,
  type Preprocessing,
  type StoredRun,
  saveModel,
} from './modelFile.js'
export { decodeSafetensors, encodeSafetensors } from './safetensors.js'
