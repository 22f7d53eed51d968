import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'

/** Rows under headings, columns as wide as what is in them. On a terminal the widest column gives way until a row fits a line. */
export function table(io: Pick<CliIo, 'width' | 'colour'>, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const flat = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')))
  const widths = fit(
    headings.map((heading, at) => Math.max(heading.length, ...flat.map((row) => row[at]?.length ?? 0))),
    io.width,
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cut(cell, widths[at] ?? 0).padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [paint(io, 'dim', line(headings)), ...flat.map(line)].join('\n')
}

const GAP = 2
const NARROWEST = 8

function fit(widths: readonly number[], room: number | undefined): readonly number[] {
  if (room === undefined) return widths
  const fitted = [...widths]
  const total = () => fitted.reduce((sum, width) => sum + width, 0) + GAP * (fitted.length - 1)
  while (total() > room) {
    const widest = fitted.indexOf(Math.max(...fitted))
    const width = fitted[widest] ?? 0
    if (width <= NARROWEST) break
    fitted[widest] = width - 1
  }
  return fitted
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`)
