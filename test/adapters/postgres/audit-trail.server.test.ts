import { expect, it } from 'vitest'
import { createAuditTrail } from '../../../adapters/postgres/audit-trail.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
import { createMoneySwitch } from '../../../adapters/postgres/money-switch.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../../adapters/postgres/sealing.ts'
import { anEvent, anOrganisation, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

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
      update audit_event set previous_hash = previous, hash = sha256(previous || sha256(r.body)) where case_id = 'CASE1' and position = r.position;
      previous := sha256(previous || sha256(r.body));
    end loop;
  end $$`

it.each([
  ['a byte of a body is changed', `update audit_event set ${changedBody} where case_id = 'CASE1' and position = 3`, 3],
  ['a body and its hash are changed', `update audit_event set ${changedBody} where case_id = 'CASE1' and position = 3;
    update audit_event set hash = sha256(previous_hash || sha256(body)) where case_id = 'CASE1' and position = 3`, 4],
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

it('chains whoever stops payments, each publication that changes something, and only that', async () => {
  await using lab = await databaseLab()
  await createMoneySwitch(lab).set(true, 'ana', 'the provider pays twice')
  await createMoneySwitch(lab).set(false, 'olu', 'it is mended')
  const catalogue = createCatalogue(lab)
  for (const version of ['org-1', 'org-1', 'org-2', 'org-1']) await catalogue.publishOrganisation(anOrganisation({ version }), 'name: Shop')

  const story = await rows(lab, `select chain, type, convert_from(body, 'UTF8')::json -> 'event' -> 'detail' as detail from house_event order by chain, position`)
  expect(story.map(({ chain, type }) => `${String(chain)} ${String(type)}`)).toEqual([
    'money payments_stopped', 'money payments_released', ...Array.from({ length: 3 }, () => 'organisation organisation_published')])
  expect(story.map(({ detail }) => (detail as { version?: string; before?: string })).map(({ version, before }) => [version, before]).slice(2)).toEqual([['org-1', null], ['org-2', 'org-1'], ['org-1', 'org-2']])
  expect(await createAuditTrail(lab).verifyHouseChain('money')).toMatchObject({ ok: true, events: 2 })
  expect(await createAuditTrail(lab).verifyHouseChain('organisation')).toMatchObject({ ok: true, events: 3 })

  await lab.pool.query(`alter table house_event disable trigger all; update house_event set body = convert_to(replace(convert_from(body, 'UTF8'), 'person:ana', 'person:bob'), 'UTF8') where chain = 'money' and position = 1`)
  expect(await createAuditTrail(lab).verifyHouseChain('money')).toMatchObject({ ok: false, position: 1 })
  await expect(lab.pool.query('delete from money_switch')).rejects.toThrow('"money_switch" is append-only')
})

it('verifies a chain that was begun under the first rule and goes on under the second', async () => {
  await using lab = await databaseLab()
  await lab.pool.query(`insert into case_head (case_id) values ('CASE1')`)
  await lab.pool.query(`do $$ declare previous bytea := decode(repeat('00', 32), 'hex'); made bytea; begin
    for n in 1..3 loop
      made := convert_to('{"format":1,"caseId":"CASE1","position":' || n || ',"event":{"type":"decided","at":5}}', 'UTF8');
      insert into audit_event (case_id, position, type, at, body, previous_hash, hash) values ('CASE1', n, 'decided', 5, made, previous, sha256(previous || made));
      previous := sha256(previous || made);
    end loop;
    update case_head set position = 3, hash = previous where case_id = 'CASE1';
  end $$`)
  await sealFive(lab)

  expect(await createAuditTrail(lab).verifyChain('CASE1')).toMatchObject({ ok: true, events: 8 })
})
