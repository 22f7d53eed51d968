import { expect, it } from 'vitest'
import { createAuditTrail } from '../../../adapters/postgres/audit-trail.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../../adapters/postgres/sealing.ts'
import { anEvent, aTurn } from './builders.ts'
import { databaseLab } from './lab.ts'

/** Five events of a case, sealed one a turn. */
async function sealFive(lab: Database, caseId = 'CASE1'): Promise<void> {
  const recorder = createRecorder(lab)
  for (let turn = 1; turn <= 5; turn += 1) {
    const { token } = await recorder.record(aTurn({ caseId, turn, events: [anEvent('decided', { detail: { rule: turn } })] }))
    await recorder.prove(caseId, [token])
  }
  await createSealingStore(lab).chain((_caseId, error) => { throw error })
}

/** What only the table's owner can do: the trigger is off while it happens. */
async function tamper(lab: Database, statement: string): Promise<void> {
  await lab.pool.query(`alter table audit_event disable trigger all; ${statement}; alter table audit_event enable trigger all`)
}

it('verifies a chain that nobody touched, and a case without any event', async () => {
  await using lab = await databaseLab()
  await sealFive(lab)

  expect(await createAuditTrail(lab).verifyChain('CASE1'))
    .toEqual({ ok: true, events: 5, head: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
  expect(await createAuditTrail(lab).verifyChain('NOBODY')).toMatchObject({ ok: true, events: 0 })
})

const changedBody = `body = convert_to(replace(convert_from(body, 'UTF8'), 'person:ana', 'person:bob'), 'UTF8')`
const rebuilt = `
  do $$ declare r record; previous bytea := decode(repeat('00', 32), 'hex'); begin
    update audit_event set ${changedBody} where case_id = 'CASE1' and position = 3;
    for r in select * from audit_event where case_id = 'CASE1' order by position loop
      update audit_event set previous_hash = previous, hash = sha256(previous || r.body) where case_id = 'CASE1' and position = r.position;
      previous := sha256(previous || r.body);
    end loop;
  end $$`

it.each([
  ['a byte of a body is changed', `update audit_event set ${changedBody} where case_id = 'CASE1' and position = 3`, 3],
  ['a body and its hash are changed', `update audit_event set ${changedBody} where case_id = 'CASE1' and position = 3;
    update audit_event set hash = sha256(previous_hash || body) where case_id = 'CASE1' and position = 3`, 4],
  ['a column that lists read is changed', `update audit_event set type = 'verified' where case_id = 'CASE1' and position = 2`, 2],
  ['the hash of the event before is changed', `update audit_event set previous_hash = hash where case_id = 'CASE1' and position = 3`, 3],
  ['an event is removed', `delete from audit_event where case_id = 'CASE1' and position = 4`, 4],
  ['the first event is removed', `delete from audit_event where case_id = 'CASE1' and position = 1`, 1],
  ['the end is cut off', `delete from audit_event where case_id = 'CASE1' and position >= 4`, 4],
  ['everything is removed', `delete from audit_event`, 1],
  ['two events change places', `update audit_event set position = 9 where case_id = 'CASE1' and position = 4;
    update audit_event set position = 4 where case_id = 'CASE1' and position = 5;
    update audit_event set position = 5 where position = 9`, 4],
  ['an event of another case is put in', `delete from audit_event where case_id = 'CASE1' and position = 1;
    insert into audit_event select 'CASE1', position, type, at, body, previous_hash, hash from audit_event
      where case_id = 'CASE2' and position = 1`, 1],
  ['the whole chain is built anew', rebuilt, 5],
])('names the first position that cannot be believed when %s', async (_, statement, position) => {
  await using lab = await databaseLab()
  await sealFive(lab)
  await sealFive(lab, 'CASE2')

  await tamper(lab, statement)

  expect(await createAuditTrail(lab).verifyChain('CASE1')).toMatchObject({ ok: false, position })
})

it.each(['update audit_event set type = type', 'delete from audit_event', 'truncate audit_event'])('refuses "%s"', async (statement) => {
  await using lab = await databaseLab()
  await sealFive(lab)

  await expect(lab.pool.query(statement)).rejects.toThrow('"audit_event" is append-only')
})
