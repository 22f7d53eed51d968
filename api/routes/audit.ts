import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { csvRows } from '../audit/csv.ts'
import { jsonLines } from '../audit/jsonl.ts'
import type { ApiDeps } from '../deps.ts'
import { AuditQuery } from '../schema/audit.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

const TYPES = { jsonl: 'application/jsonl; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' } as const

/** The record, streamed as it is read: who takes a million events slowly holds up nobody. What breaks off has no last line. */
export function auditRoutes({ auditExport, catalogue, log, now }: Pick<ApiDeps, 'auditExport' | 'catalogue' | 'log' | 'now'>): Router {
  const router = Router()
  only(
    router.route('/audit').get(async (request, response) => {
      const { id } = requirePerson(request, await catalogue.organisation())
      const { format, ...asked } = AuditQuery.parse(request.query)
      const filter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
      const exportedAt = new Date(now()).toISOString()
      // Asked first, so that a database that is away is said as a problem and not as half a file.
      const checkpoint = (await auditExport.lastCheckpoint()) ?? null
      log.info({ by: id, filter, format }, 'the record is exported')
      response.set({ 'Content-Type': TYPES[format], 'Content-Disposition': `attachment; filename="audit.${format}"` })
      const rows = auditExport.rows(filter)
      const text = format === 'csv' ? csvRows(rows) : jsonLines({ exportedAt, filter, checkpoint }, rows)
      await pipeline(Readable.from(text, { objectMode: false }), response).catch((error: unknown) => {
        log.warn({ err: error, by: id }, 'an export of the record broke off')
        response.destroy()
      })
    }),
    'GET',
  )
  return router
}
