import type { EvidenceStore } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Evidence in PostgreSQL, whose backups then hold the proof with the record that names it. */
export const createEvidenceStore = ({ db }: Pick<Database, 'db'>): EvidenceStore => guarded<EvidenceStore>({
  async keep({ sha256, type, bytes, body, by }) {
    await db.insertInto('evidence').values({ sha256, type, bytes, body: Buffer.from(body), uploaded_by: by }).onConflict((conflict) => conflict.doNothing()).execute()
  },

  about: (sha256) => db.selectFrom('evidence').select(['sha256', 'type', 'bytes']).where('sha256', '=', sha256).executeTakeFirst(),

  read: (sha256) => db.selectFrom('evidence').select(['sha256', 'type', 'bytes', 'body']).where('sha256', '=', sha256).executeTakeFirst(),
})
