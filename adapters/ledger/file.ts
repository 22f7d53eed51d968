import { constants } from 'node:fs'
import { access, mkdir, open, stat, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ConnectorError } from '../../domain/ports.ts'
import { HEADER, keyOf } from './csv.ts'

/** A lock older than this is of a process that died with it; nobody holds it longer than a line takes to be written. */
const STALE_MS = 10_000

/**
 * Whether lines can be added, without adding one: the file is a ledger that may be written, or its folder may be written or made.
 * Says which. Throws `ConnectorError`.
 */
export async function lookAtLedger(path: string): Promise<'written' | 'not begun'> {
  try {
    await access(path, constants.R_OK | constants.W_OK)
    await opened(path, 'r', (file) => catchUp(file, { keys: new Set(), upTo: 0 }, path))
    return 'written'
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unwritable(path, error)
    return await access(await nearest(dirname(path)), constants.W_OK).then(() => 'not begun' as const, (cause: unknown) => { throw unwritable(path, cause) })
  }
}

/** The folder itself, or the one above it that there is. */
const nearest = (folder: string): Promise<string> => stat(folder).then(() => folder, () => (dirname(folder) === folder ? folder : nearest(dirname(folder))))

/** The ledger file. Lines are only ever added, and a line that is told of as written survives a loss of power. */
export interface LedgerFile {
  /** Adds the line unless one of the keys has a line already; says whether it was added. */
  add(keys: readonly string[], line: () => string): Promise<boolean>
}

/** Throws nothing yet: the file and its folder are made with the first line. What others append to the file is seen. */
export function createLedgerFile(path: string): LedgerFile {
  const seen = { keys: new Set<string>(), upTo: 0 }
  let turn: Promise<unknown> = Promise.resolve()
  const add: LedgerFile['add'] = (keys, line) =>
    locked(path, () => opened(path, 'a+', async (file) => {
      await catchUp(file, seen, path)
      if (keys.some((key) => seen.keys.has(key))) return false
      await append(file, seen, seen.upTo === 0 ? `${HEADER}\n${line()}\n` : `${line()}\n`)
      if (seen.upTo === 0) await syncFolder(path)
      await catchUp(file, seen, path)
      return true
    }))
  return {
    add(keys, line) {
      const mine = turn.then(() => add(keys, line))
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}

interface Seen {
  keys: Set<string>
  /** Bytes that were read, up to the end of a line. */
  upTo: number
}

/** Reads what was added since. A file that shrank was put in another's place: it is read from its beginning. */
async function catchUp(file: FileHandle, seen: Seen, path: string): Promise<void> {
  const { size } = await file.stat()
  if (size < seen.upTo) Object.assign(seen, { keys: new Set<string>(), upTo: 0 })
  const added = Buffer.alloc(size - seen.upTo)
  await file.read(added, 0, added.length, seen.upTo)
  const whole = added.subarray(0, added.lastIndexOf(0x0a) + 1)
  const lines = whole.toString('utf8').split('\n').slice(0, -1)
  if (seen.upTo === 0 && lines[0] !== undefined && lines[0].replace(/^\uFEFF|\r$/g, '') !== HEADER)
    throw new ConnectorError('permission', 'ledger-other-file', `"${path}" is another file: its first line is not "${HEADER}"; name a file of its own with LEDGER_FILE`)
  for (const line of lines) {
    const key = keyOf(line)
    if (key !== undefined) seen.keys.add(key)
  }
  seen.upTo += whole.length
}

/** What stands behind the last whole line was never told of as written, so it goes. */
async function append(file: FileHandle, seen: Seen, text: string): Promise<void> {
  if ((await file.stat()).size > seen.upTo) await file.truncate(seen.upTo)
  await file.write(text)
  await file.sync()
}

/** A new file is only safe once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function opened<T>(path: string, flags: 'r' | 'a+', work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** One process at a time, so that two workers do not both look before either writes. */
async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  try {
    await mkdir(dirname(path), { recursive: true })
    await taken(lock)
    try {
      return await work()
    } finally {
      await unlink(lock).catch(() => undefined)
    }
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause
  const code = codeOf(cause)
  const denied = ['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'EEXIST'].includes(code)
  const told = `the ledger file "${path}" cannot be written (${code === '' ? String(cause) : code})`
  return new ConnectorError(denied ? 'permission' : 'transient', 'ledger-unwritable', denied ? `${told}; check LEDGER_FILE` : told, { cause })
}

async function taken(lock: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await (await open(lock, 'wx')).close()
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    const age = await stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0)
    if (age > STALE_MS) await unlink(lock).catch(() => undefined)
    else if (tries > 200) throw new ConnectorError('transient', 'ledger-busy', `"${lock}" is held by another process; it is tried again`)
    else await pause(25)
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
