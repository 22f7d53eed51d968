import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readOrNothing(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {number} pid @param {string} column a column of `ps`
 * @returns {string | undefined}
 */
function askPs(pid, column) {
  const answer = spawnSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' })
  return answer.status === 0 && answer.stdout.trim() !== '' ? answer.stdout.trim() : undefined
}

/**
 * Tells a process from a later one that was given the same number.
 * @param {number} pid
 * @returns {string | undefined} the instant it began, in the system's own words; undefined when it is gone or a zombie
 */
export function identity(pid) {
  if (process.platform !== 'linux') return askPs(pid, 'lstart')
  // The name in brackets may hold blanks and brackets itself, so the fields are counted from the last bracket.
  const fields = readOrNothing(`/proc/${pid}/stat`)?.replace(/^.*\) /s, '').split(' ')
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19]
}

/**
 * @param {number} pid
 * @returns {string} the command with its arguments, blank when it cannot be told
 */
export function commandLine(pid) {
  if (process.platform !== 'linux') return askPs(pid, 'command') ?? ''
  return (readOrNothing(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim()
}
