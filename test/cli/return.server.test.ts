import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createApp } from '../../api/app.ts'
import { fakes } from '../api/fakes.ts'
import { openCaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { sop as run } from './io.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const text = (name: string, label: string) => ({ name, label, type: { kind: 'text', max: 80 }, required: true }) as const
const plan = miniPlan({
  triggers: [
    {
      kind: 'manual',
      roles: ['cx_lead'],
      form: [text('id', 'Return'), text('order', 'Order')],
      key: { is: 'read', path: ['event', 'id'] },
    },
  ],
})

/** The command line, the API, the engine, a worker and the record; only the shop's own systems are scripted. */
async function openShop() {
  const lab = await openCaseLab({
    organisation: miniOrganisation,
    world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }),
    heldAt: NOON,
  })
  const catalogue = createCatalogue(lab.database)
  await catalogue.publish(plan, '')
  const server = createApp({ ...fakes().deps, catalogue, cases: lab.cases, reader: lab.reader }).listen(0)
  const env = { EVENKEEL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  const sop = (...args: string[]) =>
    run([...args, '--json'], { env }).then(({ code, out, err }) => ({ code, err, json: out === '' ? undefined : JSON.parse(out) }))
  return {
    sop,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await lab[Symbol.asyncDispose]()
    },
  }
}

test('a return is opened, claimed, wound, refused, finished and shown with the command line alone', async () => {
  await using shop = await openShop()
  const { sop } = shop
  const id = `R-${randomUUID()}`

  const started = await sop('start', 'mini-return', '--field', `id=${id}`, '--field', 'order=O-1', '--as', 'dana')
  const { caseId } = started.json
  const again = await sop('start', 'mini-return', '--field', `id=${id}`, '--field', 'order=O-1', '--as', 'dana')
  const task = await eventually(async () =>
    (await sop('tasks', '--as', 'ana')).json.mine.find((one: { caseId: string }) => one.caseId === caseId),
  )
  const claimed = await sop('claim', caseId, 'inspect', '--as', 'ana')
  const other = await sop('complete', caseId, 'inspect', '--outcome', 'graded', '--field', 'grade=a', '--as', 'bo')
  const wound = await sop('wind', caseId, '--by', '1h', '--as', 'dana')
  const wrong = await sop('complete', caseId, 'inspect', '--outcome', 'graded', '--field', 'grade=z', '--as', 'ana')
  const stale = await sop('complete', caseId, 'inspect', '--outcome', 'graded', '--epoch', '99', '--as', 'ana')
  const done = await sop('complete', caseId, 'inspect', '--outcome', 'graded', '--field', 'grade=a', '--as', 'ana', '--command-id', 'k1')
  const closed = await eventually(async () => {
    const page = await sop('case', caseId)
    return page.json.case.state === 'closed' ? page.json : undefined
  })
  const late = await sop('claim', caseId, 'inspect', '--as', 'ana')
  const repeat = await sop('complete', caseId, 'inspect', '--outcome', 'graded', '--field', 'grade=a', '--as', 'ana', '--command-id', 'k1')

  expect([started.json.started, again.json]).toEqual([true, { caseId, started: false }])
  expect(task).toMatchObject({ step: 'inspect', dueAt: '2026-11-20T16:00:00Z' })
  expect(claimed.json.task).toMatchObject({ claimedBy: 'ana' })
  expect(other).toMatchObject({ code: 1, json: { code: 'claimed-by-other', state: { tasks: [{ claimedBy: 'ana' }] } } })
  expect(wound.json.case.woundMs).toBe(3_600_000)
  expect(wrong).toMatchObject({ code: 1, json: { code: 'wrong-form' }, err: expect.stringContaining('grade') })
  expect(stale).toMatchObject({ code: 1, json: { code: 'stale-step' } })
  expect(done).toMatchObject({ code: 0, json: { step: 'inspect', outcome: 'graded', task: null } })
  expect(closed).toMatchObject({ case: { outcome: 'refunded', openedBy: 'dana' }, tasks: [] })
  expect(closed.timeline.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['case_opened', 'acknowledged', 'clock_wound', 'completed', 'case_closed']),
  )
  expect(closed.effects.map(({ action }: { action: string }) => action)).toContain('shop.refund')
  expect(late).toMatchObject({ code: 1, json: { code: 'case-closed' }, err: expect.stringContaining('"refunded"') })
  expect(repeat).toMatchObject({ code: 0, json: { outcome: 'graded' } })
})
