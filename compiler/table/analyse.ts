import type { Context } from '../context.ts'
import type { LoweredTable } from '../lower/table.ts'
import type { Scopes } from '../scopes.ts'
import type { DecideDocument } from '../schema/step.ts'

/** Gaps, rows never reached and overlaps of a table, each with a case that shows it. */
export function analyse(step: DecideDocument, index: number, table: LoweredTable, context: Context, scopes: Scopes): void {
  void step, index, table, context, scopes
}
