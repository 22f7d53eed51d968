import { randomUUID } from 'node:crypto'
import type { Client, WorkflowHandle } from '@temporalio/client'
import type pg from 'pg'
import type { Cases } from '../../domain/ports.ts'
import { returnEvent } from './event.ts'
import { planOf, type Shape } from './plan.ts'

/** One of the two that are compared: ours, or the case written by hand. */
export interface Side {
  readonly name: 'ours' | 'twin'
  /** Opens one case and gives its id. */
  open(): Promise<string>
  /** How many of these cases have their inspection on the work list. */
  parked(caseIds: readonly string[]): Promise<number>
  /** Answers the inspection as a person does; resolves with what follows from it recorded. */
  click(caseId: string): Promise<void>
  handle(caseId: string): WorkflowHandle
}

interface OursParts {
  readonly shape: Shape
  readonly cases: Cases
  readonly client: Client
  readonly pool: pg.Pool
  readonly numbers: () => number
}

const answer = { by: 'ana', outcome: 'graded', form: { grade: 'a', note: 'box dented' } } as const

/** Ours, through the ports that the API uses. */
export function oursSide({ shape, cases, client, pool, numbers }: OursParts): Side {
  const plan = planOf(shape)
  const workflows = new Map<string, string>()
  return {
    name: 'ours',
    async open() {
      const key = `R-${randomUUID()}`
      const { caseId } = await cases.open({ plan, key, trigger: 'bench.return', openedBy: 'shop', event: returnEvent(key, numbers), windable: false })
      workflows.set(caseId, `case/${plan.sop}/${key}`)
      return caseId
    },
    parked: (caseIds) => count(pool, `select count(distinct case_id) as n from turn where case_id = any($1) and tasks <> '[]'`, caseIds),
    async click(caseId) {
      await cases.command(caseId, { do: 'complete', commandId: randomUUID(), via: 'api', step: 'inspect', ...answer })
    },
    handle: (caseId) => client.workflow.getHandle(workflows.get(caseId) ?? ''),
  }
}

/** The twin, through Temporal's own client. */
export function twinSide({ shape, client, pool, numbers, taskQueue }: Omit<OursParts, 'cases'> & { readonly taskQueue: string }): Side {
  return {
    name: 'twin',
    async open() {
      const caseId = `twin-${randomUUID()}`
      const opened = { caseId, event: returnEvent(caseId, numbers) }
      await client.workflow.start(shape === 'inside' ? 'twinInside' : 'twinOutside', { taskQueue, workflowId: caseId, workflowTaskTimeout: '5 s', args: [opened] })
      return caseId
    },
    parked: (caseIds) => count(pool, 'select count(*) as n from twin_work_item where case_id = any($1)', caseIds),
    async click(caseId) {
      const commandId = randomUUID()
      await client.workflow.getHandle(caseId).executeUpdate('completeInspection', { updateId: commandId, args: [{ commandId, ...answer }] })
    },
    handle: (caseId) => client.workflow.getHandle(caseId),
  }
}

async function count(pool: pg.Pool, text: string, caseIds: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(text, [caseIds])
  return Number(rows[0]?.n ?? 0)
}
