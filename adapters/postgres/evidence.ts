import type { EvidenceStore } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Evidence in PostgreSQL, whose backups then hold the proof with the record that names it. */
export const createEvidenceStore = ({ db }: Pick<Database, 'db'>): EvidenceStore => guarded<EvidenceStore>({
  keep: ({ sha256, type, bytes, body, by, original, small }) => db.transaction().execute(async (tx) => {
    await tx.insertInto('evidence').values({ sha256, type, bytes, body: Buffer.from(body), uploaded_by: by }).onConflict((conflict) => conflict.doNothing()).execute()
    await tx.insertInto('evidence_original').values({ original, sha256, uploaded_by: by }).onConflict((conflict) => conflict.doNothing()).execute()
    if (small) await tx.insertInto('evidence_small').values({ of: sha256, sha256: small.sha256, type: small.type, body: Buffer.from(small.body) }).onConflict((conflict) => conflict.doNothing()).execute()
  }),

  async about(sha256) {
    const [found, sent] = await Promise.all([
      db.selectFrom('evidence').select(['sha256', 'type', 'bytes']).where('sha256', '=', sha256).executeTakeFirst(),
      db.selectFrom('evidence_original').select('original').where('sha256', '=', sha256).orderBy('uploaded_at').execute(),
    ])
    return found && { ...found, originals: sent.map(({ original }) => original) }
  },

  ofOriginal: (original) => db.selectFrom('evidence_original').innerJoin('evidence', 'evidence.sha256', 'evidence_original.sha256')
    .select(['evidence.sha256', 'type', 'bytes']).where('original', '=', original).executeTakeFirst(),

  read: (sha256) => db.selectFrom('evidence').select(['sha256', 'type', 'bytes', 'body']).where('sha256', '=', sha256).executeTakeFirst(),

  async small(of) {
    const found = await db.selectFrom('evidence_small').select(['sha256', 'type', 'body']).where('of', '=', of).executeTakeFirst()
    return found && { ...found, bytes: found.body.length }
  },
})
