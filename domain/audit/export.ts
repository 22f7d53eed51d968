/** What an export of the record was asked for; without any of it, it is all of it. */
export interface ExportFilter {
  readonly case?: string
  readonly sop?: string
  /** Events of the case's clock from here on, and before there. Epoch milliseconds. */
  readonly from?: number
  readonly to?: number
  /** What somebody did, and what names them. */
  readonly person?: string
}

/** One event of a chain as an export has it. `body` are the stored bytes; null where the filter leaves it out, and then its hash stands for it. */
export interface ExportRow {
  readonly chain: string
  readonly position: number
  readonly type: string
  /** Epoch milliseconds of the case's clock. */
  readonly at: number
  readonly previous: Uint8Array
  readonly hash: Uint8Array
  readonly body: Uint8Array | null
  /** sha256 of the body; null for one of the first format, whose link needs the body itself. */
  readonly bodyHash: Uint8Array | null
}

/** Reads the record to be exported. */
export interface AuditExport {
  /** Chain by chain, each in its order, in batches; memory stays flat, however slowly they are taken. */
  rows(filter: ExportFilter): AsyncIterable<readonly ExportRow[]>
  /** The last line that was written to the file of checkpoints, by what the database was told. */
  lastCheckpoint(): Promise<{ readonly number: number; readonly hash: string } | undefined>
}

/** Chains of which there is one for the whole house, in the order of an export. */
export const HOUSE_CHAINS = ['money', 'organisation', 'roster', 'sops'] as const

/** The chain of a case. */
export const caseChain = (caseId: string): string => `case/${caseId}`

/** Whether a filter leaves out bodies of chains that it shows. */
export const leavesOut = ({ from, to, person }: ExportFilter): boolean => from !== undefined || to !== undefined || person !== undefined
