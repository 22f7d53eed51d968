import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { aMessage, anOrganisation, aPlan, HOUR } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const NIGHT = Date.parse('2026-11-20T23:00:00Z')
const world = scriptedWorld({})
let lab: CaseLab
beforeAll(async () => {
  lab = await openCaseLab({ organisation: anOrganisation({ customerQuiet: { from: 21 * 60, to: 32 * 60 } }), world, heldAt: NIGHT })
})
afterAll(() => lab[Symbol.asyncDispose]())

it('a letter that comes into quiet hours waits until they are over, and leaves once', async () => {
  const id = `R-${randomUUID()}`
  const { caseId } = await lab.open({ plan: aPlan([aMessage('tell')]), key: id, trigger: 'shop.return', event: { id, customer: { email: 'cy@example.com' } } })
  const entry = async (type: string) => (await lab.reader.case(caseId))?.timeline.find((one) => one.type === type)

  await eventually(() => entry('message_held'))
  await lab.cases.wind(caseId, { commandId: 'w1', byMs: 8 * HOUR, by: 'ana' })
  expect(world.letters).toEqual([])
  await lab.cases.wind(caseId, { commandId: 'w2', byMs: HOUR, by: 'ana' })
  const sent = await eventually(() => entry('message_sent'))

  expect(sent.at).toBe(NIGHT + 9 * HOUR)
  expect(world.letters.map(({ key }) => key)).toEqual([`${caseId}/tell/1/message.news/1`])
})
