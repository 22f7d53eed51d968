import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../../adapters/slack/card.ts'
import type { Part } from '../../../adapters/slack/shapes.ts'
import type { Outgoing } from '../../../domain/delivery.ts'
import type { TaskCard } from '../../../domain/views.ts'
import { wrongInMessage } from './limits.ts'
import { aCard, aDelivery, anOutgoing, letterhead, NOW } from './samples.ts'

const HOUR = 3_600_000
const shown = (change: Partial<Outgoing> = {}) => renderMessage(anOutgoing(change), letterhead)
const ofTask = (change: Partial<TaskCard>) => shown({ task: aCard(change) })
const buttons = (message: { readonly blocks: readonly Part[] }): readonly string[] =>
  message.blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements as Part[]).map((one) => (one.type === 'button' ? (one['text'] as { text: string }).text : 'menu'))
const menu = (message: { readonly blocks: readonly Part[] }): readonly string[] =>
  message.blocks.flatMap(({ elements }) => (Array.isArray(elements) ? (elements as Part[]) : [])).filter(({ type }) => type === 'overflow').flatMap((one) => (one['options'] as { value: string }[]).map(({ value }) => value))
const button = (message: { readonly blocks: readonly Part[] }, id: string): Part | undefined =>
  message.blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements as Part[]).find((one) => one['action_id'] === id)
const said = (message: unknown): string => JSON.stringify(message)

const proof = { name: 'seal', label: 'The seal', kind: 'photo', atLeast: 1, atMost: 3, required: true, unless: false } as const
const STATES: Readonly<Record<string, Outgoing>> = {
  'a task that a click finishes': anOutgoing(),
  'a task with a form': anOutgoing({ task: aCard({ form: [{ name: 'count', label: 'Count', type: { kind: 'whole_number', min: 1 }, required: true }], evidence: [proof] }) }),
  'a task that the reader has taken': anOutgoing({ task: aCard({ claimedBy: 'ana' }) }),
  'a task that somebody else has taken': anOutgoing({ task: aCard({ claimedBy: 'bo', assignee: 'bo' }) }),
  'a task that nobody has': anOutgoing({ task: aCard({ assignee: null, why: '' }) }),
  'a task that escalated and is breached': anOutgoing({ task: aCard({ level: 2, breached: true, dueAt: NOW - HOUR, next: null }) }),
  'a task that is paused': anOutgoing({ task: aCard({ pauses: ['supplier'], paused: { reason: 'waiting_supplier', by: 'bo', since: NOW, until: NOW + HOUR } }) }),
  'a task that may be paused': anOutgoing({ task: aCard({ pauses: ['waiting_supplier'] }) }),
  'a task that was handed on and wants approvals': anOutgoing({
    task: aCard({ handedOn: { by: 'bo', summary: 'half of it is counted', at: NOW - HOUR }, approvals: { need: 2, of: ['lead'], given: [{ by: 'bo', at: NOW - HOUR, form: {} }] }, notFor: ['bo'], outcomes: ['approve', 'reject'] }),
  }),
  'a task whose holder is asked to stay': anOutgoing({ task: aCard({ claimedBy: 'ana', shift: { handoff: 'ask', endsAt: NOW, answerBy: NOW + HOUR } }) }),
  'a step that needs help': anOutgoing({ task: aCard({ kind: 'exception', problem: { code: 'refused', message: 'The card was refused', step: 'pay' }, choices: ['retry', 'done_by_hand', 'give_up'] }) }),
  'a suggestion': anOutgoing({ task: aCard({ kind: 'suggestion', suggestion: { action: 'shop.refund', input: { amount: { amount: '15.00', currency: 'USD' } } } }) }),
  'a question': anOutgoing({ task: aCard({ kind: 'question', question: { fact: 'weight' }, form: [{ name: 'weight', label: 'Weight', type: { kind: 'decimal' }, required: true }] }) }),
  'a task with nine facts': anOutgoing({ task: aCard({ facts: Array.from({ length: 9 }, (_none, index) => ({ label: `fact ${index}`, value: index, type: 'whole_number' as const, source: null, at: null })) }) }),
  'a message that may be a repeat': anOutgoing({ delivery: aDelivery({ possibleRepeat: true }) }),
  'a reminder in the thread of its card': anOutgoing({ delivery: aDelivery({ kind: 'reminder', headline: 'Half of the time is gone.' }), threadOf: 'D1/1.1' }),
  'a notice': anOutgoing({ delivery: aDelivery({ kind: 'notice', headline: 'It climbed to the shift lead.' }) }),
  'a message to a channel': anOutgoing({ delivery: aDelivery({ kind: 'told', person: null, address: 'slack:#ops-alerts' }), person: null }),
  'a step that is over': anOutgoing({ task: null, over: { text: 'Bo finished Receive and inspect the parcel: good', at: NOW } }),
  'a digest': anOutgoing({
    delivery: aDelivery({ kind: 'digest', step: null, instance: null, headline: '2 tasks became yours' }), task: null,
    items: [{ headline: 'yours', title: 'Inspect', caseLabel: '#1', url: 'https://ek.test/1', dueAt: NOW }, { headline: 'yours', title: 'Grade', caseLabel: '#2', url: 'https://ek.test/2', dueAt: null }],
  }),
}

describe.each(Object.entries(STATES))('%s', (_what, message) => {
  it('looks as it looked, within the limits of Slack', () => {
    const card = renderMessage(message, letterhead)

    expect(wrongInMessage(card)).toEqual([])
    expect(card).toMatchSnapshot()
  })
})

describe('the row of a card', () => {
  it('has the ways to end first, the good one marked, then who has it, then the rest', () => {
    const card = shown()

    expect(buttons(card)).toEqual(['Good', 'Short', 'Foreign', 'Take it', 'menu', 'Open in browser'])
    expect(button(card, 'outcome:good')).toMatchObject({ style: 'primary' })
    expect(button(card, 'outcome:good')?.['confirm']).toBeUndefined()
    expect(menu(card)).toEqual(['handoff', 'cannot', 'another_way', 'sop_wrong'])
  })

  it('asks before it ends a step in another way than the good one, and before a yes that others rely on', () => {
    expect(button(shown(), 'outcome:short')?.['confirm']).toMatchObject({ text: { text: 'Receive and inspect the parcel: short' } })
    expect(button(ofTask({ approvals: { need: 1, of: ['lead'], given: [] } }), 'outcome:good')?.['confirm']).toBeDefined()
    expect(button(ofTask({ kind: 'exception' }), 'give_up')).toMatchObject({ style: 'danger', confirm: { style: 'danger' } })
    expect(button(ofTask({ kind: 'suggestion', suggestion: { action: 'shop.refund', input: {} } }), 'yes')?.['confirm']).toBeDefined()
  })

  it('carries the step as it was seen and nothing else', () => {
    expect(button(shown(), 'outcome:good')?.['value']).toBe('{"c":"returns/R1","s":"inspect","i":"inspect#1","e":2}')
  })

  it('offers nobody what they may not do: not who must not, not while somebody else has it', () => {
    expect(buttons(ofTask({ notFor: ['ana'] }))).toEqual(['Take it', 'menu', 'Open in browser'])
    expect(buttons(ofTask({ claimedBy: 'bo' }))).toEqual(['menu', 'Open in browser'])
    expect(buttons(ofTask({ claimedBy: 'ana' }))).toContain('Give it back')
  })

  it('puts a choice of many ends into the modal', () => {
    expect(buttons(ofTask({ outcomes: ['a', 'b', 'c', 'd', 'e', 'f'] }))[0]).toBe('Finish …')
    expect(buttons(ofTask({ outcomes: ['x'.repeat(300), 'b'] }))[0]).toBe('Finish …')
  })

  it('is left out, but for the page, where a step has a name too long to be carried', () => {
    const card = ofTask({ instance: 'i'.repeat(2_100) })

    expect(wrongInMessage(card)).toEqual([])
    expect(buttons(card)).toEqual(['Open in browser'])
  })

  it('offers reasons to wait only where the SOP has some', () => {
    expect(menu(ofTask({ pauses: ['supplier'] }))).toContain('pause')
    expect(menu(shown())).not.toContain('pause')
  })
})

describe('the words of a card', () => {
  it('say when it is due in words, and leave the exact time to the zone of whoever looks', () => {
    expect(said(shown())).toContain('due in 2 h, <!date^1795176000^{date_short_pretty} at {time}|')
    expect(shown().text).toBe('Receive and inspect the parcel (#2041), due in 2 h, Fri 06:00 AM. It is yours: you are on the warehouse roster now.')
  })

  it('say that a task went on from somebody, and not that they handed it on, when that was the roster', () => {
    const handedOn = { by: 'bo', summary: 'the shift has ended, and nobody had taken it', at: NOW - HOUR }

    expect(said(ofTask({ handedOn }))).toContain('Bo handed it on, ')
    expect(said(ofTask({ handedOn: { ...handedOn, byRoster: true } }))).toContain('It went on from Bo, ')
  })

  it('say why somebody has it, and not twice', () => {
    const why = 'on the warehouse roster now'

    expect(said(shown({ delivery: aDelivery({ headline: 'It is yours.' }) }).blocks).split(why)).toHaveLength(2)
    expect(said(shown({ delivery: aDelivery({ headline: `It is yours: ${why}` }) }).blocks).split(why)).toHaveLength(2)
  })

  it('go by the clock of a case that was wound', () => {
    expect(shown({ now: NOW + HOUR }).text).toContain('due in 1 h')
  })

  it('shrink to one line once the step is over', () => {
    const card = shown({ task: null, over: { text: 'Bo finished it: good', at: NOW } })

    expect(card.blocks).toHaveLength(1)
    expect(buttons(card)).toEqual([])
    expect(said(card.blocks)).toContain('Bo finished it: good')
  })
})
