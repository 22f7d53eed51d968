import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * @param {string} name of a program
 * @returns {string | undefined} where PATH has it
 */
export function searchPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter((each) => each !== '')) {
    for (const ending of process.platform === 'win32' ? ['.exe', '.cmd'] : ['']) {
      try {
        accessSync(join(folder, name + ending), constants.X_OK)
        return join(folder, name + ending)
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined
}
