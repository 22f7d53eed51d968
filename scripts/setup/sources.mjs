import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * @param {string} folder absolute
 * @returns {string[]} the files in it and below, absolute, sorted; none when the folder is missing
 */
export function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).sort()
      .filter((file) => !file.includes('node_modules') && statSync(file).isFile())
  } catch {
    return []
  }
}

/**
 * @param {string} root names in the digest are relative to it, so that a checkout may move
 * @param {readonly string[]} files absolute
 * @returns {string} of names and contents: changes when any of them does
 */
export function digest(root, files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
