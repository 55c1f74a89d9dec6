/** What can be wrong with a file: plain records, shown as one line each. */

/** A problem with a file: which file, what is wrong and where in it, and what to do about it. */
export interface FileError {
  readonly file: string
  readonly what: string
  readonly fix: string
}

export const fileError = (file: string, what: string, fix: string): FileError => ({ file, what, fix })

/**
 * Exactly one line, whatever the names in it hold.
 *
 * @example 'model.fluxion: there is no such file; check the path'
 */
export const showFileError = ({ file, what, fix }: FileError): string =>
  `${file}: ${what}; ${fix}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')

/** By code of the system: what is wrong, and what to do. */
type Reasons = { readonly [code: string]: readonly [what: string, fix: string] }
const either: Reasons = {
  ENOTDIR: ['a part of the path is not a folder', 'check the path'],
  EISDIR: ['this is a directory', 'name a file in it'],
  ELOOP: ['the links of the path lead in a circle', 'check the path'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one'],
  EMFILE: ['too many files are open', 'close some, and try again'],
  ENFILE: ['too many files are open', 'close some, and try again'],
  EIO: ['the disk reports a fault', 'check the disk'],
}
const noWriting = ['permission denied', 'choose another folder, or allow this user to write here'] as const
const noSpace = 'free some space, or choose another disk'
const reasons: { readonly read: Reasons; readonly write: Reasons } = {
  read: {
    ...either,
    ENOENT: ['there is no such file', 'check the path'],
    EACCES: ['permission denied', 'allow this user to read the file'],
    EPERM: ['permission denied', 'allow this user to read the file'],
    ERR_FS_FILE_TOO_LARGE: ['the file is larger than 2 GiB', 'choose a smaller one'],
  },
  write: {
    ...either,
    ENOENT: ['there is no such folder', 'create it, or choose another'],
    EEXIST: ['a file of that name is in the way', 'choose another name'],
    EACCES: noWriting,
    EPERM: noWriting,
    EROFS: ['the disk cannot be written to', 'choose another disk'],
    ENOSPC: ['the disk is full', noSpace],
    EDQUOT: ['the disk quota is used up', noSpace],
    EFBIG: ['the file is too large for this disk or user', 'choose another disk'],
  },
}

/** The one error for a file that the system does not let us read or write. */
export const systemError =
  (verb: 'read' | 'write', file: string) =>
  (error: unknown): FileError => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const message = error instanceof Error ? error.message : String(error)
    const [what, fix] = reasons[verb][code] ?? [message, 'check the path and the disk']
    return fileError(file, what, fix)
  }
