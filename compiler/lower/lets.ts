import type { LetPlan } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { checkExpression } from '../expression/check.ts'
import { sinkAt } from '../expression/place.ts'
import type { Reads } from '../expression/place.ts'
import type { Scope, Sink } from '../expression/scope.ts'
import type { Scopes } from '../scopes.ts'
import { createExpressions } from './expressions.ts'
import type { Dependencies } from './needs.ts'

/** The derived values of a SOP with what each reads. */
export interface LoweredLets {
  readonly lets: readonly (readonly [string, LetPlan])[]
  readonly reads: readonly (readonly [string, Reads])[]
}

/** Lowers the derived values. Whether something they read may be absent depends on who reads them: `judgeLets` says so. */
export function lowerLets(context: Context, scopes: Scopes): LoweredLets {
  const all = Object.entries(context.sop.let).map(([name, expression]) => {
    const expressions = createExpressions(context)
    const sink = expressions.sink(['let', name])
    const tree = typeof expression === 'string' ? checkExpression(expression, scopes.anywhere(), lenient(sink))?.tree : undefined
    if (tree && typeof expression === 'string') context.origins.set(tree, { path: ['let', name], text: expression, scope: scopes.anywhere() })
    const fixed = { is: 'value', value: typeof expression === 'string' ? null : expression } as const
    return { name, tree: tree ?? fixed, reads: expressions.reads }
  })
  return {
    lets: all.map(({ name, tree }) => [name, { tree, steps: [] }] as const),
    reads: all.map(({ name, reads }) => [name, reads] as const),
  }
}

const lenient = (sink: Sink): Sink => ({
  ...sink,
  problem: (code, ...rest) => {
    if (code !== 'SOP413') sink.problem(code, ...rest)
  },
})

/** Somebody who reads values: where, and what is known there. */
export interface Reader {
  readonly reads: Reads
  readonly scope: Scope
  /** As people say it; missing for what may be read at any moment. */
  readonly step?: string
}

/** Reports what may be absent in a derived value at one of the places that read it, directly or through others. */
export function judgeLets(context: Context, anywhere: Scope, readers: readonly Reader[], dependencies: Dependencies): void {
  for (const [name, expression] of Object.entries(context.sop.let)) {
    if (typeof expression !== 'string') continue
    const reading = readers.filter(({ reads }) => dependencies.lets(reads).includes(name))
    const places: readonly Pick<Reader, 'scope' | 'step'>[] = reading.length > 0 ? reading : [{ scope: anywhere }]
    const wrong = places.find(({ scope }) => absentIn(expression, scope))
    if (wrong) judge(name, expression, wrong, context)
  }
}

function absentIn(expression: string, scope: Scope): boolean {
  let absent = false
  checkExpression(expression, scope, { problem: (code) => void (absent ||= code === 'SOP413'), read: () => {} })
  return absent
}

function judge(name: string, expression: string, { scope, step }: Pick<Reader, 'scope' | 'step'>, { parsed, report }: Context): void {
  const sink = sinkAt(parsed, ['let', name], report, { add: () => {}, paths: [], types: new Map() })
  const where = step === undefined ? '' : `, and "${step}" reads it`
  checkExpression(expression, scope, {
    problem: (code, message, range, help) => {
      if (code === 'SOP413') sink.problem(code, message + where, range, help)
    },
    read: () => {},
  })
}
