import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createMoneySwitch } from '../../adapters/postgres/money-switch.ts'
import { MORNING } from '../adapters/postgres/builders.ts'
import { auditLab, seal } from './lab.ts'

const rule = (nth: number) => ({ detail: { rule: nth, note: '=cmd|calc' } })

async function recorded() {
  const lab = await auditLab()
  for (const caseId of ['CASE1', 'CASE2', 'CASE3']) await seal(lab.database, caseId, [rule(1), rule(2)])
  await createMoneySwitch(lab.database).set(true, 'ana', 'a drill')
  await lab.checkpoints.write()
  lab.later(1)
  for (const caseId of ['CASE1', 'CASE3']) await seal(lab.database, caseId, [{ ...rule(3), at: MORNING + 5_000, actor: 'person:ben' }], 3)
  await lab.checkpoints.write()
  lab.later(1)
  return lab
}

it('exports the record, verifies it without the database, and names the place after one byte was changed by hand', async () => {
  await using lab = await recorded()
  const { bytes, code, err } = await lab.export()
  expect([code, err]).toEqual([0, ''])

  const verified = await lab.verify(bytes)
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(verified.out).toContain('verified: 9 events in 4 chains')
  expect(verified.out).toContain('held against line 2')
  expect(readFileSync(lab.file, 'utf8').split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { heads: unknown[] }).heads.length)).toEqual([4, 2])

  const at = bytes.indexOf('"rule":2', bytes.indexOf('"case/CASE2"'))
  bytes[at + 7] = 0x39
  const failed = await lab.verify(bytes)
  expect(failed.code).toBe(1)
  expect(failed.out).toContain('case CASE2, event 2: its bytes were changed after it was sealed')
})

it.each([
  ['a row is changed', `update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), '"rule":2', '"rule":8'), 'UTF8') where case_id = 'CASE3' and position = 2`, 'case CASE3, event 2: its bytes were changed'],
  ['a row is deleted', `delete from audit_event where case_id = 'CASE1' and position = 2`, 'case CASE1, event 2: an event is missing'],
  ['a tail is cut, with its head', `delete from audit_event where case_id = 'CASE1' and position = 3; update case_head h set position = 2, hash = e.hash from audit_event e where e.case_id = h.case_id and e.position = 2 and h.case_id = 'CASE1'`, 'case CASE1, event 3: the end is cut off'],
  ['a case is gone', `delete from audit_event where case_id = 'CASE2'; delete from case_head where case_id = 'CASE2'`, 'case CASE2, event 1: the whole chain is gone'],
  ['a chain is built anew, with its head', `
    do $$ declare r record; previous bytea := decode(repeat('00', 32), 'hex'); begin
      for r in select * from audit_event where case_id = 'CASE3' order by position loop
        r.body := convert_to(replace(convert_from(r.body, 'UTF8'), '"rule":3', '"rule":1'), 'UTF8');
        update audit_event set body = r.body, previous_hash = previous, hash = sha256(previous || sha256(r.body)) where case_id = 'CASE3' and position = r.position;
        previous := sha256(previous || sha256(r.body));
      end loop;
      update case_head set hash = previous where case_id = 'CASE3';
    end $$`, 'case CASE3, event 3: the chain was rebuilt'],
  ['who stopped payments is another one', `alter table house_event disable trigger all; update house_event set body = convert_to(replace(convert_from(body, 'UTF8'), 'person:ana', 'person:bob'), 'UTF8')`, 'money, event 1: its bytes were changed'],
])('names the place when %s in the database', async (_what, statement, said) => {
  await using lab = await recorded()
  await lab.database.pool.query(`alter table audit_event disable trigger all; ${statement}`)

  const { out, code } = await lab.verify((await lab.export()).bytes)

  expect(code).toBe(1)
  expect(out).toContain(said)
  expect(out).toContain('not verified: ')
})

it('exports parts, each of which says that it is one and verifies', async () => {
  await using lab = await recorded()
  const part = async (...args: readonly string[]) => {
    const { bytes } = await lab.export(...args)
    const verdict = JSON.parse((await lab.verify(bytes, '--json')).out) as { ok: boolean; events: number; withheld: number; chains: number; notes: string[]; filter: object }
    expect(verdict.ok).toBe(true)
    expect(verdict.notes[0]).toContain('this is a part')
    return [verdict.chains, verdict.events, verdict.withheld]
  }

  expect(await part('--case', 'CASE1')).toEqual([1, 3, 0])
  expect(await part('--person', 'ben')).toEqual([2, 6, 4])
  expect(await part('--from', new Date(MORNING + 1_000).toISOString(), '--to', new Date(MORNING + 6_000).toISOString())).toEqual([2, 6, 4])
  await lab.database.pool.query(`insert into case_file (case_id, sop, key, workflow_id) values ('CASE2', 'refunds', '1', 'w')`)
  expect(await part('--sop', 'refunds')).toEqual([1, 2, 0])
  expect(await part('--sop', 'returns')).toEqual([3, 8, 0])
  expect(await part('--case', 'NOBODY')).toEqual([0, 0, 0])
})

it('goes through long cases and many of them in their order', async () => {
  await using lab = await auditLab()
  const many = 1_300
  await lab.database.pool.query(`
    do $$ declare head case_head; t turn; begin
      t.run_id := 'run-1'; t.turn := 1; t.token := 't'; t.state := 'proven'; t.recorded_at := '2026-11-20T09:00:00Z';
      for n in 1..${many} loop
        insert into case_head (case_id) values ('K' || n) returning * into head;
        for e in 1..case when n = 7 then 2500 else 1 end loop head := append_event(head, t, '{"type":"decided","at":5}'); end loop;
        update case_head set position = head.position, hash = head.hash where case_id = head.case_id;
      end loop;
    end $$`)
  await lab.checkpoints.write()
  lab.later(1)

  const { bytes } = await lab.export()
  expect((await lab.verify(bytes)).out).toContain(`verified: ${many + 2_499} events in ${many} chains`)
})

it('writes a table whose cells no spreadsheet takes for a formula', async () => {
  await using lab = await recorded()
  await seal(lab.database, '+CASE', [{ actor: '=HYPERLINK("http://evil")', step: '@sum', via: '-1', detail: { text: 'a "quoted", one' } }])

  const { bytes } = await lab.export('--format', 'csv')
  const [head, ...lines] = bytes.toString().trimEnd().split('\r\n')
  expect(head).toBe('chain,case,position,at,recorded_at,sop,version,type,actor,via,step,instance,cycle,level,clock,elapsed_ms,remaining_ms,due_at,proven,detail,previous_hash,hash')
  expect(lines).toHaveLength(10)
  const evil = lines.find((line) => line.includes('HYPERLINK')) ?? ''
  expect(evil).toContain(`"'+CASE"`)
  expect(evil).toContain(`"'=HYPERLINK(""http://evil"")","'-1","'@sum"`)
  expect(evil).toContain(`"{""text"":""a \\""quoted\\"", one""}"`)
})

it('lets nobody else take the record away, and refuses what it does not know', async () => {
  await using lab = await recorded()
  expect(await lab.export('--as', 'ana')).toMatchObject({ code: 1, err: expect.stringContaining('"ana" may not take the record away; it takes "access" of manager, auditor, admin') })
  expect(await lab.export('--from', 'yesterday')).toMatchObject({ code: 1, err: expect.stringContaining('[') })
  expect((await fetch(`${lab.url}/api/audit?who=ana`, { headers: { 'X-Evenkeel-Person': 'tom' } })).status).toBeGreaterThanOrEqual(400)
  expect((await fetch(`${lab.url}/api/audit`, { method: 'DELETE', headers: { 'X-Evenkeel-Person': 'tom' } })).status).toBeGreaterThanOrEqual(400)
})
