import type { CliIo } from '../io.ts'
import { paint } from '../print/paint.ts'
import type { Fault, Verdict } from './verdict.ts'

/** The verdict for people: what was found first, what was looked at, and what was not proven. */
export function printVerdict(io: CliIo, verdict: Verdict): void {
  const { ok, faults, faultCount, notes } = verdict
  for (const fault of faults) io.out(`${paint(io, 'red', placeOf(fault))}: ${fault.reason}`)
  if (faultCount > faults.length) io.out(`and ${faultCount - faults.length} more`)
  io.out(ok ? paint(io, 'green', `verified: ${whatOf(verdict)}`) : paint(io, 'red', `not verified: ${whatOf(verdict)}`))
  const said = checkpointsOf(verdict)
  if (said !== undefined) io.out(said)
  for (const note of notes) io.out(`note: ${note}`)
}

function placeOf({ chain, position }: Fault): string {
  if (chain === 'checkpoints') return `checkpoints, line ${position}`
  if (chain === 'export') return `export, line ${position}`
  return chain.startsWith('case/') ? `case ${chain.slice(5)}, event ${position}` : `${chain}, event ${position}`
}

function whatOf({ events, chains, withheld, exportedAt }: Verdict): string {
  const left = withheld > 0 ? ` (${withheld} by their hash alone)` : ''
  return `${events} events${left} in ${chains} chains${exportedAt === null ? '' : `, exported ${exportedAt}`}`
}

function checkpointsOf({ checkpoints, uncovered }: Verdict): string | undefined {
  if (!checkpoints) return undefined
  const { from, to, compared, at, hash, signed } = checkpoints
  const held = compared === null ? 'none older than the export' : `held against line ${compared} of ${at ?? ''}`
  return `checkpoints: lines ${from} to ${to}${signed ? ', every signature judged' : ''}, ${held}; ${uncovered} events are newer; the last line has the SHA-256 ${hash}`
}
