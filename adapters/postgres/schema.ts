import type { Generated, GeneratedAlways } from 'kysely'

/** The tables as kysely sees them. Columns named `_at` of type `number` are epoch milliseconds of a case's clock. */
export interface Schema {
  readonly sop_version: {
    readonly sop: string
    readonly version: string
    readonly plan: string
    readonly source: string
    readonly published_at: GeneratedAlways<Date>
    readonly made_current: Generated<number>
  }
  readonly organisation_version: {
    readonly version: string
    readonly body: string
    readonly source: string
    readonly published_at: GeneratedAlways<Date>
    readonly made_current: Generated<number>
    readonly file_version: string | null
  }
  readonly roster_event: {
    readonly id: GeneratedAlways<number>
    readonly change_id: string
    readonly kind: 'made' | 'taken' | 'taken_back'
    readonly roster: string | null
    readonly by_person: string
    readonly via: string
    readonly because: string
    readonly wish: string | null
    readonly at: number
    readonly recorded_at: GeneratedAlways<Date>
    readonly position: GeneratedAlways<number>
    readonly body: GeneratedAlways<Buffer>
    readonly previous_hash: GeneratedAlways<Buffer>
    readonly hash: GeneratedAlways<Buffer>
  }
  readonly roster_head: {
    readonly position: number
    readonly hash: Buffer
  }
  readonly roster_news: {
    readonly id: GeneratedAlways<number>
    readonly change_id: string
    readonly kind: 'made' | 'taken' | 'taken_back'
    readonly roster: string | null
    readonly person: string | null
    readonly by_person: string
    readonly via: string
    readonly what: string
    readonly before_version: string
    readonly tries: Generated<number>
    readonly reason: Generated<string | null>
    readonly next_at: Generated<Date>
  }
  readonly case_file: {
    readonly case_id: string
    readonly sop: string
    readonly key: string
    readonly workflow_id: string
    readonly reserved_at: GeneratedAlways<Date>
  }
  readonly turn: TurnRow
  readonly pending_turn: TurnRow
  readonly case_summary: {
    readonly case_id: string
    readonly run_order: number
    readonly turn: number
    readonly sop: string
    readonly state: string
    readonly opened_at: number
    readonly search: string
    readonly summary: string
  }
  readonly assignment: {
    readonly case_id: string
    readonly instance: string
    readonly step: string
    readonly assignee: string | null
    readonly claimed_by: string | null
    readonly for_whom: string
    readonly due_at: number
    readonly card: string
  }
  readonly case_head: {
    readonly case_id: string
    readonly position: number
    readonly hash: Buffer
  }
  readonly audit_event: {
    readonly case_id: string
    readonly position: number
    readonly type: string
    readonly at: number
    readonly body: Buffer
    readonly previous_hash: Buffer
    readonly hash: Buffer
  }
  readonly house_head: {
    readonly chain: string
    readonly position: number
    readonly hash: Buffer
  }
  readonly house_event: {
    readonly chain: string
    readonly position: number
    readonly type: string
    readonly at: number
    readonly body: Buffer
    readonly previous_hash: Buffer
    readonly hash: Buffer
  }
  readonly effect: {
    readonly key: string
    readonly case_id: string
    readonly action: string
    readonly input: string
    readonly money: boolean
    readonly state: Generated<'tried' | 'done' | 'refused'>
    readonly result: string | null
    readonly reference: string | null
    readonly code: string | null
    readonly message: string | null
    readonly tries: Generated<number>
    readonly first_tried_at: GeneratedAlways<Date>
    readonly settled_at: Date | null
    readonly currency: string | null
    readonly minor: string | null
    readonly approved: Generated<readonly string[]>
    readonly came_back_at: Date | null
  }
  readonly evidence: {
    readonly sha256: string
    readonly type: string
    readonly bytes: number
    readonly body: Buffer
    readonly uploaded_by: string
    readonly uploaded_at: GeneratedAlways<Date>
  }
  readonly evidence_original: {
    readonly original: string
    readonly sha256: string
    readonly uploaded_by: string
    readonly uploaded_at: GeneratedAlways<Date>
  }
  readonly evidence_small: {
    readonly of: string
    readonly sha256: string
    readonly type: string
    readonly body: Buffer
  }
}

interface TurnRow {
  readonly id: GeneratedAlways<number>
  readonly case_id: string
  readonly workflow_id: string
  readonly run_id: string
  readonly run_order: number
  readonly turn: number
  readonly token: string
  readonly state: 'unproven' | 'proven' | 'discarded' | 'unknown'
  readonly sealed: boolean
  readonly events: readonly string[]
  readonly summary: string
  readonly tasks: string
  readonly assignees: readonly string[]
  readonly targets: readonly string[]
  readonly recorded_at: Date
}
