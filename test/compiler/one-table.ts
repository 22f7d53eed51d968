import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import type { AnalysedTable } from '../../compiler/table/analyse.ts'
import { world } from './world.ts'

/** A table as tests write it. */
export interface Shape {
  readonly hit?: 'first' | 'unique' | 'collect'
  readonly by: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** A SOP around one table over the fields of a form, with a money parameter and a whole one. */
export function table({ hit, by, rows }: Shape): { table: AnalysedTable | undefined; plan: ReturnType<typeof compileSop>['plan']; codes: readonly string[] } {
  const cell = (value: unknown): string => JSON.stringify(value)
  const written = rows.map((row) => `        - { ${Object.entries(row).map(([key, value]) => `${key}: ${cell(value)}`).join(', ')} }`)
  const text = `sop: t
title: A table
why: To look at one table.
owner: cx_lead
trigger:
  - manual: [cx_lead]
    key: event.note
    form:
      n: { whole_number: {}, required: true }
      m: { whole_number: {}, required: true }
      d: { decimal: {}, required: true }
      flag: { yes_no: true, required: true }
      grade: { choose: [a, b, c], required: true }
      day: { date: true, required: true }
      cost: { money: { currency: USD }, required: true }
      note: { text: 50, required: true }
parameters:
  limit: { value: 20.00 USD, owner: cx_lead }
  window: { value: 30, owner: cx_lead }
steps:
  - id: pick
    decide:
      hit: ${hit ?? 'first'}
      by: ${cell(by)}
      rules:
${written.join('\n')}
    next: stop
  - { id: stop, decide: { by: { flag: event.flag }, rules: [{ flag: true, then: go }, { flag: false, then: go }] }, finish: done }
outcomes: [done]
`
  const { tables, diagnostics, plan } = compileSop(sourceFile('t.yaml', text), world)
  return { table: tables?.get('pick'), plan, codes: diagnostics.map((each) => each.code).filter((code) => code !== 'SOP408') }
}
