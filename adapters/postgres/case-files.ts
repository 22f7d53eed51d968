import { createHash, randomBytes } from 'node:crypto'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Which case belongs to which key. Outlives the engine's memory of closed workflows. */
export interface CaseFiles {
  /** The one case of this SOP and key; `fresh` for whoever asked first. */
  reserve(sop: string, key: string): Promise<CaseFile & { readonly fresh: boolean }>
  /** The workflow of a case; undefined for a case that nobody ever opened. */
  workflowOf(caseId: string): Promise<string | undefined>
}
/** A case's id, which people say on the telephone, and the workflow that carries it. */
export interface CaseFile {
  readonly caseId: string
  readonly workflowId: string
}

/** Case files in PostgreSQL. However many ask for a key at once, one row is made. */
export const createCaseFiles = ({ db, pool }: Pick<Database, 'db' | 'pool'>, newId: () => string = newCaseId): CaseFiles => guarded<CaseFiles>({
  async reserve(sop, key) {
    for (;;) {
      const file = { case_id: newId(), sop, key: keyColumn(key), workflow_id: workflowIdOf(sop, key) }
      const made = await db
        .insertInto('case_file').values(file).onConflict((conflict) => conflict.doNothing()).returning('case_id').executeTakeFirst()
      if (made) return { caseId: file.case_id, workflowId: file.workflow_id, fresh: true }
      const known = await db
        .selectFrom('case_file').select(['case_id', 'workflow_id']).where('sop', '=', sop).where('key', '=', file.key).executeTakeFirst()
      if (known) return { caseId: known.case_id, workflowId: known.workflow_id, fresh: false }
      // The id itself was taken by another case: ask for another one.
    }
  },

  async workflowOf(caseId) {
    // Asked with every click, so planned once a connection.
    const { rows } = await pool.query<{ workflow_id: string }>({ name: 'workflow_of', text: 'select workflow_id from case_file where case_id = $1', values: [caseId] })
    return rows[0]?.workflow_id
  },
})

/** Crockford's base 32: no I, L, O or U, so that an id can be read out on the telephone. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten letters, 50 random bits. */
const newCaseId = (): string => Array.from(randomBytes(10), (byte) => LETTERS.charAt(byte & 31)).join('')

const LONGEST_KEY = 100

/** `case/<sop>/<key>`; a key above 100 characters, or one no id can hold, goes by its hash. */
const workflowIdOf = (sop: string, key: string): string => `case/${sop}/${keyColumn(key)}`

const keyColumn = (key: string): string =>
  key.length > LONGEST_KEY || storable(key) !== key ? createHash('sha256').update(key).digest('hex') : key
