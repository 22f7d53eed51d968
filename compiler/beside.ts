import { readFileSync } from 'node:fs'
import { decode, sourceFile } from './source.ts'
import type { SourceFile } from './source.ts'

/** The SOP of that name in a folder, read at once: a call is met in the middle of compiling. `start` is what its path begins with. */
export function readBeside(start: string, name: string): SourceFile | undefined {
  for (const ending of ['yaml', 'yml']) {
    const path = `${start}${name}.${ending}`
    try {
      return sourceFile(path, decode(readFileSync(path)))
    } catch {
      // Not there, or not to be read: for the caller it does not exist.
    }
  }
  return undefined
}
