import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { eventually } from '../harness/eventually.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { recordHistory } from '../harness/stored-histories.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const lab = (world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })) => openCaseLab({ organisation: miniOrganisation, world, heldAt: NOON })

const openReturn = async (at: CaseLab, id = `R-${randomUUID()}`) =>
  (await at.open({ plan: miniPlan(), key: id, trigger: 'shop.return', event: { id, order: 'O-1' } })).caseId
const taskOf = (at: CaseLab, caseId: string) => eventually(async () => (await at.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null))
const finish = (at: CaseLab, caseId: string, more: object = {}) =>
  at.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'ana', via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' }, ...more })
const closed = (at: CaseLab, caseId: string) => eventually(async () => {
  const detail = await at.reader.case(caseId)
  return detail?.summary.state === 'closed' ? detail : undefined
})

describe('a return on the real engine', () => {
  it('goes from the event through a decision, a person and a refund to a closed case', async () => {
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using at = await lab(world)
    const caseId = await openReturn(at)

    expect(await taskOf(at, caseId)).toMatchObject({ assignee: 'ana', step: 'inspect', dueAt: NOON + 4 * 3_600_000 })
    expect(await finish(at, caseId)).toMatchObject({ outcome: 'graded' })

    expect((await closed(at, caseId)).summary).toMatchObject({ outcome: 'refunded' })
    expect(world.happened.map((one) => one.action)).toEqual(['shop.order', 'shop.approve', 'shop.refund'])
    expect(world.letters.map((one) => one.letter.body)).toEqual(['We paid 80.00 USD'])
  })

  it('winds the clock past a reminder and a breach, each recorded at its own instant', async () => {
    await using at = await lab()
    const caseId = await openReturn(at)
    await taskOf(at, caseId)

    await at.cases.wind(caseId, { commandId: 'w1', byMs: 5 * 3_600_000, by: 'ana' })

    const timeline = await eventually(async () => {
      const detail = await at.reader.case(caseId)
      return detail?.timeline.some((entry) => entry.type === 'escalated') ? detail.timeline : undefined
    })
    const fired = timeline.filter((entry) => ['acknowledge_missed', 'reminded', 'breached', 'escalated'].includes(entry.type))
    expect(fired.map((entry) => [entry.type, (entry.at - NOON) / 3_600_000])).toEqual([['acknowledge_missed', 1], ['reminded', 2], ['breached', 4], ['escalated', 4]])
    expect(await taskOf(at, caseId)).toMatchObject({ assignee: 'olu', level: 2 })
  })

  it('runs on the real clock with one timer, which winding brings nearer', async () => {
    await using at = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }) })
    const caseId = await openReturn(at)
    await taskOf(at, caseId)

    await at.cases.wind(caseId, { commandId: 'w1', byMs: 3 * 3_600_000, by: 'ana' })
    await finish(at, caseId)
    const { timeline } = await closed(at, caseId)
    await recordHistory('on a running clock', await at.handle(caseId))

    const started = timeline.find((entry) => entry.type === 'assigned')
    const reminded = timeline.find((entry) => entry.type === 'reminded')
    expect((reminded?.at ?? 0) - (started?.at ?? 0)).toBe(2 * 3_600_000)
    const history = await (await at.handle(caseId)).fetchHistory()
    expect((history.events ?? []).filter((event) => event.timerStartedEventAttributes).length).toBeLessThanOrEqual(3)
  })

  it('cannot be wound when it is a real one', async () => {
    await using at = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }) })
    const { caseId } = await at.open({ plan: miniPlan(), key: 'real', trigger: 'shop.return', event: { id: 'real', order: 'O-1' }, windable: false })
    await taskOf(at, caseId)

    await expect(at.cases.wind(caseId, { commandId: 'w1', byMs: 3_600_000, by: 'ana' })).rejects.toMatchObject({ refusal: { code: 'not-windable' } })
    expect((await at.reader.case(caseId))?.summary.woundMs).toBeNull()
  })

  it('is not ended by a cancel from the tools of the engine, which would leave no record', async () => {
    await using at = await lab()
    const caseId = await openReturn(at)
    await taskOf(at, caseId)

    await (await at.handle(caseId)).cancel()
    await finish(at, caseId)

    expect((await closed(at, caseId)).summary.outcome).toBe('refunded')
  })

  it('opens one case however often the same return is delivered', async () => {
    await using at = await lab()
    const opened = await Promise.all(Array.from({ length: 10 }, () => at.open({ plan: miniPlan(), key: 'same', trigger: 'shop.return', event: { id: 'same', order: 'O-1' } })))
    expect(new Set(opened.map((one) => one.caseId)).size).toBe(1)
    expect(opened.filter((one) => one.started)).toHaveLength(1)
  })

  it('pays once when the same answer is sent a hundred times at once', async () => {
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using at = await lab(world)
    const caseId = await openReturn(at)
    await taskOf(at, caseId)

    const answers = await Promise.allSettled(Array.from({ length: 100 }, () => finish(at, caseId, { commandId: 'the-click' })))

    await closed(at, caseId)
    expect(answers.some((answer) => answer.status === 'fulfilled')).toBe(true)
    expect(world.happened.filter((one) => one.action === 'shop.refund')).toHaveLength(1)
  })

  it('keeps in the record who was refused what, once a minute however often it was clicked', async () => {
    await using at = await lab()
    const caseId = await openReturn(at)
    await taskOf(at, caseId)
    await finish(at, caseId)
    await closed(at, caseId)

    for (let click = 0; click < 3; click++) {
      await expect(finish(at, caseId, { by: 'bo', outcome: 'foreign' })).rejects.toMatchObject({ refusal: { code: 'case-closed' } })
    }

    const refused = await eventually(async () => {
      await at.sealer.pass()
      const found = (await at.reader.case(caseId))?.timeline.filter((entry) => entry.type === 'refused') ?? []
      return found.length > 0 ? found : undefined
    })
    expect(refused.length).toBeLessThanOrEqual(2)
    expect(refused[0]).toMatchObject({ actor: 'person:bo', step: 'inspect', detail: { code: 'case-closed', asked: 'complete' }, confirmed: true })
  })

  it('chains the record only of what the engine says happened, and the chain verifies', async () => {
    await using at = await lab()
    const caseId = await openReturn(at)
    await taskOf(at, caseId)
    await finish(at, caseId)
    await closed(at, caseId)

    const sealed = await eventually(async () => {
      await at.sealer.pass()
      const detail = await at.reader.case(caseId)
      return detail?.timeline.every((entry) => entry.position !== null) ? detail.timeline : undefined
    })
    expect(sealed.at(-1)?.type).toBe('case_closed')
    expect(sealed.map((entry) => entry.position)).toEqual(sealed.map((_, index) => index + 1))
  })
})
