import { basename } from 'node:path'
import type { Lookup } from './called.ts'
import { compileSop } from './compile.ts'
import type { CompiledSop } from './compile.ts'
import type { World } from './context.ts'
import type { Measured } from './remembered.ts'
import type { SourceFile } from './source.ts'

/** Calls that nest deeper than this are refused: each level is carried by the Plan of the one above. */
const MOST_LEVELS = 32

/** The name of the SOP that a file holds. */
export const nameOf = (path: string): string => basename(path).replace(/\.ya?ml$/, '')

/** What the path of a file begins with, its last `/` included. */
export const startOf = (path: string): string => path.slice(0, path.length - basename(path).length)

/** SOPs that stand beside each other and may call each other. */
export interface Folder {
  /** Compiles the SOP of that name, what it calls first; each is compiled once. Undefined when there is none. */
  compile(name: string): CompiledSop | undefined
  /** What came of it when it was compiled already, be it for another that calls it. */
  compiled(name: string): CompiledSop | undefined
  /** The business time that was measured for it. */
  measured(name: string): readonly Measured[]
}

/** A folder of SOPs by name, with what all of them refer to. Nothing is looked for before it is asked for. */
export function createFolder(find: (name: string) => SourceFile | undefined, world: Omit<World, 'sop'>): Folder {
  const done = new Map<string, CompiledSop>()
  const open: string[] = []
  const measured = new Map<string, Measured[]>()
  const circles = new Map<string, readonly string[]>()

  function compile(name: string): CompiledSop | undefined {
    const known = done.get(name)
    const source = known ? undefined : find(name)
    if (!source) return known
    open.push(name)
    const times: Measured[] = []
    measured.set(name, times)
    const compiled = compileSop(source, { ...world, sop: lookUp, measured: (time, calendar) => times.push([time, calendar]) })
    open.pop()
    done.set(name, compiled)
    return compiled
  }

  function lookUp(name: string): Lookup {
    const caller = open.at(-1) ?? ''
    if (open.includes(name)) noteCircle(open.slice(open.indexOf(name)))
    else if (open.length >= MOST_LEVELS) return { kind: 'deep' }
    const compiled = open.includes(name) ? undefined : compile(name)
    const circle = circles.get(caller)
    if (circle?.includes(name)) return { kind: 'circle', names: circle }
    if (!compiled) return { kind: 'missing' }
    return compiled.called ? { kind: 'found', sop: compiled.called } : { kind: 'broken' }
  }

  /** Each SOP of a circle is told of it as it sees it: from itself back to itself. */
  function noteCircle(names: readonly string[]): void {
    for (const [at, name] of names.entries()) circles.set(name, [...names.slice(at), ...names.slice(0, at), name])
  }

  return { compile, compiled: (name) => done.get(name), measured: (name) => measured.get(name) ?? [] }
}
