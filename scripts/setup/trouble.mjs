import { readFileSync } from 'node:fs'

/**
 * Something the reader can act upon: `message` says what happened, `help` what to do. Shown without a stack.
 */
export class Trouble extends Error {
  /**
   * @param {string} message one sentence that names the culprit
   * @param {string} help what to do, one line or several
   */
  constructor(message, help) {
    super(message)
    this.name = 'Trouble'
    this.help = help
  }
}

/**
 * @param {unknown} error
 * @returns {string} what a person should read of it
 */
export function explain(error) {
  if (error instanceof Trouble) return `${error.message}\n${error.help}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/**
 * @param {string} file
 * @param {number} [lines]
 * @returns {string} the last lines of a log, indented; a remark when there are none
 */
export function lastLines(file, lines = 15) {
  try {
    const text = readFileSync(file, 'utf8').trimEnd()
    if (text !== '') return text.split('\n').slice(-lines).map((line) => `    ${line}`).join('\n')
  } catch {
    // Not written yet: said below.
  }
  return `    (nothing in ${file})`
}
