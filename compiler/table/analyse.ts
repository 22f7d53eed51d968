import type { Json } from '../../domain/json.ts'
import { wording } from '../../domain/template.ts'
import type { Context } from '../context.ts'
import type { LoweredTable } from '../lower/table.ts'
import { outcomeTable } from './explore.ts'
import type { Witness } from './explore.ts'
import type { Placed } from '../placed.ts'
import type { Scopes } from '../scopes.ts'
import type { DecideDocument } from '../schema/step.ts'
import { isAny } from '../expression/types.ts'

/** Gaps, rows never reached and overlaps of a table, each with a case that shows it. */
export function analyse(placed: Placed<DecideDocument>, table: LoweredTable, context: Context, scopes: Scopes): void {
  const { report, parsed } = context
  const { step } = placed
  const path = [...placed.path, 'decide']
  const { hit } = table.part
  const untyped = hit === 'unique' ? table.columns.find((column) => isAny(column.type)) : undefined
  if (untyped)
    report.add(
      'SOP419',
      `the column "${untyped.name}" has no type, and "unique" needs one`,
      parsed.places.keySpan([...path, 'by', untyped.name]),
      'use "hit: first", or an input with a type',
    )
  const parameters = new Map(Object.keys(context.sop.parameters).map((name) => [name, scopes.parameter(name)?.value ?? null]))
  const rows = step.decide.rules.map((rule, at) => ({ tests: table.part.rules[at]?.tests ?? [], otherwise: rule['otherwise'] === true }))
  const findings = outcomeTable(table.columns, rows, hit, parameters)
  if (!findings) return

  if (findings.gap && hit !== 'collect')
    report.add(
      'SOP416',
      `no row decides ${spoken(findings.gap, table)}`,
      parsed.places.keySpan([...path, 'rules']),
      'add a row for it, or "{ otherwise: true, then: … }"',
    )
  for (const [at, found] of findings.unreached) {
    const span = parsed.places.span([...path, 'rules', at])
    if (found)
      report.add(
        'SOP417',
        `row ${at + 1} never decides; row ${found.by + 1} takes its cases, such as ${spoken(found.witness, table)}`,
        span,
        `move it above row ${found.by + 1}, or remove it`,
      )
    else report.add('SOP417', `row ${at + 1} never decides; no case fits it`, span, 'correct its cells, or remove it')
  }
  for (const {
    rows: [one, other],
    witness,
  } of findings.overlaps)
    report.add(
      'SOP418',
      `rows ${one + 1} and ${other + 1} both decide ${spoken(witness, table)}`,
      parsed.places.span([...path, 'rules', other]),
      'narrow one of them',
    )
}

/** `days: 31, value: 20.01 USD`. */
function spoken(witness: Witness, table: LoweredTable): string {
  const values = table.columns.map((column, at) => `${column.name}: ${worded(witness[at] ?? null, column.type === 'instant')}`)
  return values.length === 0 ? 'anything' : `"${values.join(', ')}"`
}

const worded = (value: Json, instant: boolean): string => {
  if (typeof value === 'boolean') return String(value)
  return instant && typeof value === 'number' ? new Date(value).toISOString().replace('.000Z', 'Z') : wording(value)
}
