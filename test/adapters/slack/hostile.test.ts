import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../../bench/numbers.ts'
import { renderMessage } from '../../../adapters/slack/card.ts'
import { homeView } from '../../../adapters/slack/home.ts'
import { readPlace, stepModal, startModal } from '../../../adapters/slack/modal.ts'
import { MODAL_ACTS, readReference } from '../../../adapters/slack/reference.ts'
import { clip, escaped } from '../../../adapters/slack/text.ts'
import type { DeliveryKind } from '../../../domain/delivery.ts'
import type { FormField } from '../../../domain/plan.ts'
import type { TaskCard } from '../../../domain/views.ts'
import { checkMessageBlocks, checkView } from '../../../stand-ins/slack/blocks/check.ts'
import { markupIn, wrongInMessage, wrongInView } from './limits.ts'
import { aCard, aDelivery, anOutgoing, letterhead, NOW } from './samples.ts'

/** Texts as they come from customers: long, in all scripts, half characters, marks that turn text, and Slack's own markup. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('<!channel>', '<https://evil.test|https://bank.test>', '<@U02ANA>', '&lt;', '*_~`', '\u202Egnp.exe', '\uD800', '', '\n\n', '😀'.repeat(90)),
  fc.integer({ min: 0, max: 100_000 }).map((length) => 'x<&'.repeat(length / 3)),
)
const name = fc.oneof(fc.string({ maxLength: 40 }), text)
const instant = fc.oneof(fc.integer({ min: NOW - 1e10, max: NOW + 1e10 }), fc.constantFrom(0, -5, 8e15, Number.MAX_SAFE_INTEGER))
const field: fc.Arbitrary<FormField> = fc.record({
  name, label: text, help: text, required: fc.oneof(fc.boolean(), fc.array(name, { maxLength: 3 })),
  type: fc.oneof(
    fc.constantFrom({ kind: 'text', max: 500 } as const, { kind: 'scan' } as const, { kind: 'whole_number', min: 1 } as const, { kind: 'decimal' } as const, { kind: 'money', currency: 'EUR' } as const, { kind: 'yes_no' } as const, { kind: 'date' } as const),
    fc.record({ kind: fc.constantFrom('choose' as const, 'choose_many' as const), options: fc.uniqueArray(fc.string({ maxLength: 90 }), { minLength: 1, maxLength: 250 }) }),
  ),
})
const card: fc.Arbitrary<TaskCard> = fc.record({
  caseId: text, sop: name, label: text, step: text, instance: text, visit: fc.nat(), epoch: fc.nat(), level: fc.nat(5), kind: fc.constantFrom('task', 'exception', 'suggestion', 'question'), title: text, forWhom: text,
  assignee: fc.option(name), claimedBy: fc.option(fc.oneof(name, fc.constant('ana'))), why: text, startedAt: instant, acknowledgeBy: fc.option(instant), dueAt: instant, breached: fc.boolean(),
  next: fc.option(fc.record({ at: instant, what: text })), do: text, check: fc.array(text, { maxLength: 30 }), ifWrong: text, escalates: text,
  facts: fc.array(fc.record({ label: text, value: fc.oneof(text, fc.jsonValue(), instant), type: fc.constantFrom('text', 'instant', 'any', { optional: 'instant' } as const), source: fc.option(text), at: fc.option(instant) }), { maxLength: 15 }),
  form: fc.array(field, { maxLength: 120 }), outcomes: fc.uniqueArray(name, { maxLength: 30 }),
}).chain((base) => fc.record({
  problem: fc.record({ code: text, message: text, step: text }), suggestion: fc.record({ action: text, input: fc.dictionary(fc.string(), fc.jsonValue()) }),
  evidence: fc.array(fc.record({ name, label: text, kind: fc.constantFrom('photo' as const, 'file' as const, 'link' as const, 'scan' as const), atLeast: fc.nat(3), atMost: fc.nat(40), required: fc.boolean(), unless: fc.boolean() }), { maxLength: 5 }),
  approvals: fc.record({ need: fc.nat(9), of: fc.array(text), given: fc.array(fc.record({ by: name, at: instant, form: fc.constant({}) }), { maxLength: 9 }) }),
  notFor: fc.array(name, { maxLength: 5 }), pauses: fc.array(name, { maxLength: 30 }), paused: fc.record({ reason: text, by: name, since: instant, until: instant }),
  handedOn: fc.record({ by: name, summary: text, at: instant }), shift: fc.record({ handoff: fc.constant('ask' as const), answerBy: instant, because: text }),
}, { requiredKeys: [] }).map((more) => ({ ...base, ...more }) as TaskCard))

const KINDS: readonly DeliveryKind[] = ['task', 'reminder', 'told', 'asked', 'notice']
const runs = { numRuns: 150 }

describe('whatever is in a case', () => {
  it('its card breaks no limit of Slack', () => {
    fc.assert(fc.property(card, text, fc.constantFrom(...KINDS), fc.option(fc.constant('D1/1.1')), text, (task, headline, kind, threadOf, url) => {
      const message = renderMessage(anOutgoing({ task, delivery: aDelivery({ headline, kind }), threadOf, sopTitle: headline, caseLabel: task.label, caseUrl: url }), letterhead)
      expect(wrongInMessage(message)).toEqual([])
      expect(checkMessageBlocks(message.blocks)).toEqual([])
    }), runs)
  }, 120_000)

  it('what is left of it when it is over, a digest and a Home break none either', () => {
    fc.assert(fc.property(fc.array(card, { maxLength: 50 }), text, instant, (tasks, words, at) => {
      const items = tasks.flatMap((task) => [task, task, task, task, task]).map(({ title, label, step }) => ({ headline: title, title, caseLabel: label, url: `https://ek.test/${step}`, dueAt: at }))
      expect(wrongInMessage(renderMessage(anOutgoing({ task: null, over: { text: words, at }, caseLabel: words }), letterhead))).toEqual([])
      expect(wrongInMessage(renderMessage(anOutgoing({ task: null, items, delivery: aDelivery({ kind: 'digest', headline: words }) }), letterhead))).toEqual([])
      const home = homeView({ mine: tasks, team: tasks, urlOf: ({ step }) => `https://ek.test/${step}`, consoleUrl: words }, { ...letterhead, me: 'ana', zone: words, locale: words })
      expect(wrongInView({ ...home })).toEqual([])
      expect(checkView({ ...home }, 'home')).toEqual([])
    }), { numRuns: 40 })
  }, 120_000)

  it('its modals break none, or there is none and the browser has to do', () => {
    const people = fc.array(fc.record({ id: fc.oneof(fc.uuid(), name), name: text }), { maxLength: 300 })
    fc.assert(fc.property(card, fc.constantFrom(...MODAL_ACTS), people, text, (task, act, all, outcome) => {
      const { caseId, step, instance, epoch } = task
      const unique = [...new Map(all.map((person) => [person.id, person])).values()]
      const views = [stepModal({ place: { act, caseId, step, instance, epoch, outcome }, task, people: unique }), startModal(task.sop, task.title, task.form, 'C1')]
      for (const view of views.filter((one) => one !== undefined)) expect([wrongInView({ ...view }), checkView({ ...view }, 'modal')]).toEqual([[], []])
    }), { numRuns: 200 })
  }, 120_000)

  it('nothing in it becomes markup: every angle bracket is one of ours', () => {
    fc.assert(fc.property(card, text, (task, headline) => {
      const message = renderMessage(anOutgoing({ task, delivery: aDelivery({ headline }), caseLabel: headline, sopTitle: headline }), letterhead)
      const found = [message.text, ...markupIn(message.blocks)].join('\n').replaceAll(/<!date\^\d+\^[^<>|]*\|[^<>|]*>|<https:\/\/ek\.test\/[^<>|]*\|[^<>|]*>/g, '')
      expect(found).not.toMatch(/[<>]/)
    }), runs)
  }, 120_000)
})

describe('texts of strangers', () => {
  const marked = (title: string): string => {
    const message = rendered(title)
    return [message.text, ...markupIn(message.blocks)].join('\n')
  }
  const rendered = (title: string) => renderMessage(anOutgoing({ task: aCard({ title, do: title, facts: [{ label: title, value: title, type: 'text', source: title, at: null }] }) }), letterhead)

  it('call nobody: not the channel, not a person', () => {
    expect(marked('<!channel> <!here> <@U02ANA> <#C1>')).not.toMatch(/<[!@#](?!date)/)
    expect(marked('<!channel>')).toContain('&lt;!channel&gt;')
  })

  it('cannot hide where a link leads', () => {
    expect(marked('<https://evil.test|https://bank.test>')).toContain('&lt;https://evil.test|https://bank.test&gt;')
  })

  it('of 100 KB are cut, fast', () => {
    const spent = stopwatch()
    const message = JSON.stringify(rendered('a&<'.repeat(34_000)))

    expect(message.length).toBeLessThan(30_000)
    expect(spent().cpuMs).toBeLessThan(200)
  })

  it('cannot turn the text around them', () => {
    expect(marked('exe\u202Egnp')).not.toContain('\u202E')
  })

  it('lead nowhere but to pages', () => {
    const message = JSON.stringify(renderMessage(anOutgoing({ caseUrl: 'javascript:alert(1)' }), letterhead))

    expect(message).not.toContain('javascript:')
    expect(message).not.toContain('Open in browser')
  })
})

describe('cutting', () => {
  it('never halves a character and never leaves a piece of an entity', () => {
    fc.assert(fc.property(text, fc.integer({ min: 0, max: 300 }), (value, max) => {
      const [cut, safe] = [clip(value, max), escaped(value, max)]
      expect(cut.length).toBeLessThanOrEqual(max)
      expect(safe.length).toBeLessThanOrEqual(max)
      expect(cut).not.toMatch(/\p{Cs}/u)
      expect(safe.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/)
    }))
  })
})

describe('what comes back', () => {
  it('is read only where it is whole: an edited value or a place of nobody is none', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.constantFrom('{"c":1}', '{"c":"a","s":"b","i":"c","e":1.5}', '[]', 'null')), (value) => {
      expect(readPlace(value)).toBeUndefined()
      expect(() => readReference(value)).not.toThrow()
    }))
    for (const field of ['c', 's', 'i']) expect(readReference(JSON.stringify({ c: 'a', s: 'b', i: 'c', e: 1, [field]: 'x\0' }))).toBeUndefined()
    expect(readReference('{"c":"a","s":"b","i":"c","e":1}')).toEqual({ caseId: 'a', step: 'b', instance: 'c', epoch: 1 })
  })
})
