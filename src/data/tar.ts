/** Files in a tar archive. */
import * as E from 'fp-ts/lib/Either.js'
import { type DataError, dataError } from './errors.js'

export interface TarFile {
  /** With the folders it lies in, by `/`. */
  readonly name: string
  /** A view of the archive, not a copy. */
  readonly bytes: Uint8Array
}

const block = 512
const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
const octal = (bytes: Uint8Array): number => {
  const digits = text(bytes).trim()
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}
/** Sum of the bytes of a header, its own field read as spaces. */
const sumOf = (header: Uint8Array): number =>
  header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0)

/** `path` of a pax record: lines `length key=value`. */
const paxPath = (record: string): string | undefined => /^\d+ path=(.*)$/m.exec(record)?.[1]

/**
 * The plain files of an archive (POSIX ustar and pax, GNU long names); folders and links are passed over. Errors give the
 * byte where the archive is cut off or where a header is damaged. Never throws.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format".
 */
export const parseTar =
  (source: string) =>
  (archive: Uint8Array): E.Either<DataError, readonly TarFile[]> => {
    const fail = (byte: number, what: string): E.Either<DataError, never> =>
      E.left(dataError({ source, byte }, what, 'get the archive again'))
    const files: TarFile[] = []
    let longName: string | undefined
    for (let at = 0; ; ) {
      if (at + block > archive.length) return fail(archive.length, 'the archive is cut off')
      const header = archive.subarray(at, at + block)
      if (header.every((byte) => byte === 0)) return E.right(files)
      if (octal(header.subarray(148, 156)) !== sumOf(header)) return fail(at, 'this is no header of a tar archive')
      const size = octal(header.subarray(124, 136))
      if (Number.isNaN(size)) return fail(at + 124, 'the size of a file is no number')
      const from = at + block
      if (from + size > archive.length)
        return fail(archive.length, `the archive is cut off: a file at byte ${from} needs ${size} bytes`)
      const bytes = archive.subarray(from, from + size)
      const type = String.fromCharCode(header[156]!)
      if (type === 'x') longName = paxPath(text(bytes)) ?? longName
      else if (type === 'L') longName = text(bytes)
      else {
        const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : ''
        const short = text(header.subarray(0, 100))
        if (type === '0' || type === '\0')
          files.push({ name: longName ?? (prefix === '' ? short : `${prefix}/${short}`), bytes })
        longName = undefined
      }
      at = from + Math.ceil(size / block) * block
    }
  }
