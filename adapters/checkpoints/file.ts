import { hash } from 'node:crypto'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CheckpointFile, LastLine } from '../../dispatcher/checkpoints.ts'
import { readLine } from '../../domain/audit/checkpoint.ts'

/** More than the longest line has. */
const TAIL = 1_048_576

/**
 * A file of checkpoints that is only ever added to, so that it may lie where nothing can be changed. A line that a crash tore stays, is
 * ended, and counts for nothing: what follows it names the line before.
 */
export const createCheckpointFile = (path: string): CheckpointFile => ({
  async last() {
    const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (!handle) return undefined
    try {
      return await lastOf(handle, path)
    } finally {
      await handle.close()
    }
  },
  async append(lines) {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'a+')
    try {
      const { size } = await handle.stat()
      const torn = size > 0 && (await tailOf(handle, 1)) !== '\n'
      await handle.appendFile(`${torn ? '\n' : ''}${lines.join('\n')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
})

async function lastOf(handle: FileHandle, path: string): Promise<LastLine | undefined> {
  const lines = (await tailOf(handle, TAIL)).split('\n').filter((line) => line !== '')
  for (const line of lines.reverse()) {
    const read = readLine(line)
    if (read) return { number: read.checkpoint.number, at: read.checkpoint.at, hash: hash('sha256', line) }
  }
  if (lines.length > 0) throw new Error(`"${path}" ends with no checkpoint`)
  return undefined
}

async function tailOf(handle: FileHandle, most: number): Promise<string> {
  const { size } = await handle.stat()
  const bytes = Buffer.alloc(Math.min(size, most))
  await handle.read(bytes, 0, bytes.length, size - bytes.length)
  return bytes.toString('utf8')
}
