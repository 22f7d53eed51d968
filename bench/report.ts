import type { Bench, Measured } from './contract.ts'
import type { Machine } from './machine.ts'

export interface Report {
  readonly bench: string
  readonly quick: boolean
  readonly seed: number
  readonly machine: Machine
  readonly figures: Readonly<Record<string, number | null>>
  /** Why a figure is null, by its key. */
  readonly reasons: Readonly<Record<string, string>>
  readonly details: Readonly<Record<string, unknown>>
}

/** All documented keys in their order; one that the bench did not give is null and says so. */
export function reportOf(bench: Bench, measured: Measured, run: { readonly quick: boolean; readonly seed: number; readonly machine: Machine }): Report {
  const figures = Object.fromEntries(bench.keys.map((key) => [key, measured.figures[key] ?? null]))
  const missing = bench.keys.filter((key) => figures[key] === null)
  const reasons = Object.fromEntries(missing.map((key) => [key, measured.reasons[key] ?? 'the bench gave no value for it']))
  return { bench: bench.name, ...run, figures, reasons, details: measured.details }
}

/** The report for people. */
export function tableOf({ bench, quick, seed, machine, figures, reasons }: Report, lines: readonly string[]): string {
  const width = Math.max(...Object.keys(figures).map((key) => key.length))
  const rows = Object.entries(figures).map(([key, value]) =>
    `  ${key.padEnd(width)}  ${value === null ? `-  (${reasons[key] ?? 'not measured'})` : value}`)
  const where = `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, Node ${machine.node}, load before ${machine.loadBefore}`
  return [`${bench}${quick ? ', quick' : ''}, seed ${seed}, on ${where}`, '', ...rows, '', ...lines.map((line) => `  ${line}`), ''].join('\n')
}
