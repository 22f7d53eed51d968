import { writeInstant } from '../../domain/instant.ts'
import type { Json } from '../../domain/json.ts'
import { isMoney } from '../../domain/money.ts'
import type { DecideStep } from '../../domain/plan.ts'
import { wording } from '../../domain/template.ts'
import type { Context } from '../context.ts'
import { isAny, present } from '../expression/types.ts'
import { isFailedMoney } from '../literals.ts'
import type { Column, LoweredTable } from '../lower/table.ts'
import type { Placed } from '../placed.ts'
import type { Path } from '../places.ts'
import type { DecideDocument } from '../schema/step.ts'
import type { Scopes } from '../scopes.ts'
import { fixedConstants } from './choices.ts'
import { explore } from './explore.ts'
import type { Findings, Witness } from './explore.ts'

/** A table that could be read, and what was found out about it. */
export interface AnalysedTable {
  readonly hit: DecideStep['hit']
  /** Whether a row takes all other cases. */
  readonly otherwise: boolean
  readonly columns: readonly Column[]
  /** Undefined when the table is too entangled to look at every kind of case. */
  readonly findings: Findings | undefined
}

/** Gaps, rows never reached and overlaps of a table, each with a case that shows it. */
export function analyse(placed: Placed<DecideDocument>, table: LoweredTable, context: Context, scopes: Scopes): AnalysedTable {
  const parameters = new Map(Object.keys(context.sop.parameters).map((name) => [name, scopes.parameter(name)?.value ?? null]))
  const rules = placed.step.decide.rules
  const rows = rules.map((rule, at) => ({ tests: table.part.rules[at]?.tests ?? [], otherwise: rule['otherwise'] === true }))
  const { hit } = table.part
  const subject = { placed, table, context, path: [...placed.path, 'decide'] }
  reportUntyped(subject)
  // Amounts of two currencies, or that cannot be read, have no order: nothing can be said about what lies between them.
  const isMixed = reportCurrencies(subject, parameters)
  const isUnread = Object.values(context.sop.parameters).some(({ value }) => typeof value === 'string' && isFailedMoney(value))
  const findings = isMixed || isUnread ? undefined : explore(table.columns, rows, hit, parameters)
  if (findings) reportFindings(subject, findings)
  return { hit, otherwise: rows.some((row) => row.otherwise), columns: table.columns, findings }
}

interface Subject {
  readonly placed: Placed<DecideDocument>
  readonly table: LoweredTable
  readonly context: Context
  readonly path: Path
}

function reportUntyped({ table, context: { report, parsed }, path }: Subject): void {
  const untyped = table.part.hit === 'unique' ? table.columns.find((column) => isAny(column.type)) : undefined
  if (untyped)
    report.add(
      'SOP419',
      `the column "${untyped.name}" has no type, and "unique" needs one`,
      parsed.places.keySpan([...path, 'by', untyped.name]),
      'use "hit: first", or an input with a type',
    )
}

/** Two currencies in one column: whatever the case is, one of the rows could only fail. */
function reportCurrencies({ table, context: { report, parsed }, path }: Subject, parameters: ReadonlyMap<string, Json>): boolean {
  const known = new Map<string, string>()
  let isMixed = false
  for (const [at, rule] of table.part.rules.entries())
    for (const { input, test } of rule.tests)
      for (const value of fixedConstants(test, parameters)) {
        if (!isMoney(value)) continue
        const before = known.get(input) ?? value.currency
        known.set(input, before)
        if (before === value.currency) continue
        isMixed = true
        report.add('SOP423', `${before} and ${value.currency} are two currencies`, parsed.places.span([...path, 'rules', at, input]), 'use amounts of one currency in a column')
      }
  return isMixed
}

function reportFindings({ table, context: { report, parsed }, path }: Subject, findings: Findings): void {
  const { hit } = table.part
  const [gap] = findings.gaps
  if (gap && hit !== 'collect')
    report.add(
      'SOP416',
      `no row decides ${spoken(gap, table.columns)}`,
      parsed.places.keySpan([...path, 'rules']),
      'add a row for it, or "{ otherwise: true, then: … }"',
    )
  for (const [at, found] of findings.unreached) {
    const span = parsed.places.span([...path, 'rules', at])
    if (found)
      report.add(
        'SOP417',
        `row ${at + 1} never decides; row ${found.by + 1} takes its cases, such as ${spoken(found.witness, table.columns)}`,
        span,
        `move it above row ${found.by + 1}, or remove it`,
      )
    else report.add('SOP417', `row ${at + 1} never decides; no case fits it`, span, 'correct its cells, or remove it')
  }
  for (const { rows: [one, other], witness } of hit === 'unique' ? findings.overlaps() : [])
    report.add(
      'SOP418',
      `rows ${one + 1} and ${other + 1} both decide ${spoken(witness, table.columns)}`,
      parsed.places.span([...path, 'rules', other]),
      'narrow one of them',
    )
}

/** `days: 31, value: 20.01 USD`. */
export function spoken(witness: Witness, columns: readonly Column[]): string {
  const values = columns.map((column, at) => `${column.name}: ${worded(witness[at] ?? null, column)}`)
  return values.length === 0 ? 'anything' : `"${values.join(', ')}"`
}

/** A witness as data: input by name, instants as text. */
export const asInputs = (witness: Witness, columns: readonly Column[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(columns.map((column, at) => [column.name, isInstant(column) ? written(witness[at] ?? null) : (witness[at] ?? null)]))

const isInstant = ({ type }: Column): boolean => present(type) === 'instant'

const written = (value: Json): Json => (typeof value === 'number' ? writeInstant(value) : value)

function worded(value: Json, column: Column): string {
  if (typeof value === 'boolean') return String(value)
  return isInstant(column) && typeof value === 'number' ? writeInstant(value) : wording(value)
}
