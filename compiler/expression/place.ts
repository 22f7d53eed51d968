import type { Code } from '../codes.ts'
import type { Parsed } from '../parse.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'
import type { Range, Sink } from './scope.ts'
import type { Type } from './types.ts'

/** Every name read by expressions, with where: what is unused, and what a step needs, comes from here. */
export interface Reads {
  add(path: readonly string[], type: Type): void
  readonly paths: readonly (readonly string[])[]
  readonly types: ReadonlyMap<string, Type>
}

/** An empty collection of reads. */
export function createReads(): Reads {
  const seen = new Map<string, readonly string[]>()
  const types = new Map<string, Type>()
  return {
    add: (path, type) => {
      seen.set(path.join('.'), path)
      types.set(path.join('.'), type)
    },
    get paths() {
      return [...seen.values()]
    },
    types,
  }
}

/** A sink for the expression that stands at `path`, or `skip` characters into it; columns come out exact. */
export function sinkAt(parsed: Parsed, path: Path, report: Report, reads: Reads, skip = 0): Sink {
  return {
    problem: (code: Code, message: string, range: Range, help?: string) =>
      report.add(code, message, parsed.places.within(path, range.start + skip, range.end + skip), help),
    read: (names, type) => reads.add(names, type),
  }
}
