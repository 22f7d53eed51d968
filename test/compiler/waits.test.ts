import { describe, expect, it } from 'vitest'
import type { Plan, WaitStep } from '../../domain/plan.ts'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { complete, completeVocabulary, completeWorld } from './complete-world.ts'

const DAY = 86_400_000

interface Parts {
  /** The wait, with the rest of its step. */
  readonly wait: string
  readonly on?: string
  readonly top?: string
  /** A value of the last step's letter, so that expressions can be tried there. */
  readonly note?: string
  readonly outcomes?: string
}

const sop = ({ wait, on = '{ came: told, timeout: late }', top = '', note = '"x"', outcomes = '[done, late]' }: Parts) => `
sop: waiting
title: Waiting
why: To show how a case waits.
owner: cx_lead
customer: facts.order.customer
hours: support
${top}
trigger: [ { on: shopify.return_requested, key: event.return_id } ]
facts:
  order: { from: shopify.order, with: { id: event.order_id } }
steps:
  - { id: authorise, action: shopify.approve_return, with: { return_id: event.return_id } }
  - id: parcel
    wait: ${wait}
    on: ${on}
  - { id: told, action: ledger.note, with: { amount: facts.order.value, because: ${JSON.stringify(note)} }, finish: done }
  - { id: late, action: shopify.close_return, with: { return_id: event.return_id }, finish: late }
outcomes: ${outcomes}
`

const compile = (parts: Parts) => compileSop(sourceFile('waiting.yaml', sop(parts)), completeWorld)
const codes = (parts: Parts) => compile(parts).diagnostics.map((each) => each.code)
const waitIn = (plan: Plan | undefined) => plan?.steps.find((step): step is WaitStep => step.kind === 'wait')

const TRACKED = '{ for: easypost.tracker_updated, if: event.tracking_code == steps.authorise.tracking_code, within: 21d }'

describe('a wait for an event', () => {
  const { plan, diagnostics } = compile({ wait: TRACKED })

  it('is looked up by the field that tells whose case it is', () => {
    expect(diagnostics).toEqual([])
    expect(waitIn(plan)).toMatchObject({
      wait: {
        for: 'events',
        events: [
          {
            outcome: 'came',
            on: 'easypost.tracker_updated',
            subscribe: { field: ['tracking_code'], value: { is: 'read', path: ['steps', 'authorise', 'tracking_code'] } },
            needs: [],
          },
        ],
      },
      within: { unit: 'elapsed', ms: 21 * DAY },
      routes: { came: { to: 'told' }, timeout: { to: 'late' } },
    })
  })

  it('takes the equality either way round, beside other conditions, and needs the facts that it reads', () => {
    const [event] = events('{ for: stripe.dispute_created, if: event.amount > money("1.00 USD") && facts.order.id == event.order_id, within: 2bd }')
    expect(event).toMatchObject({ subscribe: { field: ['order_id'], value: { is: 'read', path: ['facts', 'order', 'id'] } }, needs: ['order'] })
    expect(event?.if).toMatchObject({ is: 'and' })
  })

  it.each([
    ['an equality with a literal', 'event.tracking_code == "x"'],
    ['an inequality', 'event.tracking_code != steps.authorise.tracking_code'],
    ['one of two ways', 'event.tracking_code == steps.authorise.tracking_code || event.status == "delivered"'],
    ['an equality of the event with itself', 'event.tracking_code == event.status'],
    ['what was known before it came', 'trigger.order_id == facts.order.id'],
  ])('is refused with %s, because nothing says whose case it is', (_, condition) => {
    expect(codes({ wait: `{ for: easypost.tracker_updated, if: '${condition}', within: 21d }` })).toEqual(['SOP461'])
  })

  it('is refused for a value by which nobody looks anything up', () => {
    expect(codes({ wait: '{ for: stripe.dispute_created, if: event.amount == facts.order.value, within: 21d }' })).toEqual(['SOP461'])
  })

  it('reads the arriving event as event and the opening one as trigger', () => {
    expect(codes({ wait: "{ for: stripe.dispute_created, if: event.order_id == trigger.order_id, within: 21d }" })).toEqual([])
    expect(codes({ wait: "{ for: stripe.dispute_created, if: event.order_id == trigger.oder_id, within: 21d }" })).toContain('SOP307')
    expect(codes({ wait: "{ for: stripe.dispute_created, if: event.return_id == trigger.order_id, within: 21d }" })).toContain('SOP307')
  })

  it('leaves its event to the steps after it, where it surely came', () => {
    expect(codes({ wait: TRACKED, note: 'steps.parcel.event.status' })).toEqual([])
    expect(codes({ wait: TRACKED, note: 'steps.parcel.event.staus' })).toEqual(['SOP307'])
    expect(codes({ wait: TRACKED, on: '{ came: told, timeout: told }', note: 'steps.parcel.event.status', outcomes: '[done]' })).toContain('SOP413')
  })

  it('waits no longer than somebody has said', () => {
    expect(codes({ wait: TRACKED.replace(', within: 21d', '') })).toEqual(['SOP202'])
  })

  it('counts business time on the calendar of the step, and on none where there is none', () => {
    const wait = TRACKED.replace('21d', '2bd')
    expect(waitIn(compile({ wait }).plan)).toMatchObject({ within: { unit: 'business_days', days: 2 }, hours: 'support' })
    const bare = sop({ wait }).replace('hours: support\n', '')
    expect(compileSop(sourceFile('waiting.yaml', bare), completeWorld).diagnostics.map((each) => each.code)).toEqual(['SOP460'])
    const own = bare.replace('    on: {', '    hours: dock\n    on: {')
    expect(waitIn(compileSop(sourceFile('waiting.yaml', own), completeWorld).plan)).toMatchObject({ hours: 'dock' })
  })
})

const events = (wait: string, on?: string) => {
  const compiled = compile({ wait, ...(on === undefined ? {} : { on }) })
  expect(compiled.diagnostics).toEqual([])
  const found = waitIn(compiled.plan)?.wait
  return found?.for === 'events' ? found.events : []
}

describe('a wait for the first of several events', () => {
  const both = (shared: string, own = '') =>
    `{ for: { scanned: easypost.tracker_updated, disputed: { on: stripe.dispute_created${own} } }, if: '${shared}', within: 21d }`
  const on = '{ scanned: told, disputed: late, timeout: late }'

  it('has an outcome for each', () => {
    const wait = `{ for: { scanned: { on: easypost.tracker_updated, if: event.tracking_code == steps.authorise.tracking_code }, disputed: { on: stripe.dispute_created, if: event.order_id == facts.order.id } }, within: 21d }`
    expect(events(wait, on).map(({ outcome, subscribe }) => [outcome, subscribe.field])).toEqual([
      ['scanned', ['tracking_code']],
      ['disputed', ['order_id']],
    ])
  })

  it('shares a condition over fields that all of them have', () => {
    const wait = both('event.order_id == facts.order.id').replaceAll('easypost.tracker_updated', 'shopify.order_cancelled')
    expect(events(wait, on).map(({ subscribe }) => subscribe.field)).toEqual([['order_id'], ['order_id']])
    expect(codes({ wait: both('event.order_id == facts.order.id'), on })).toContain('SOP307')
  })

  it('asks of each that it says whose case it is', () => {
    const wait = '{ for: { scanned: easypost.tracker_updated, disputed: { on: stripe.dispute_created, if: event.order_id == facts.order.id } }, within: 21d }'
    expect(codes({ wait, on })).toEqual(['SOP461'])
  })

  it('knows by its outcome which event it was', () => {
    const wait = `{ for: { scanned: { on: easypost.tracker_updated, if: event.tracking_code == steps.authorise.tracking_code }, disputed: { on: stripe.dispute_created, if: event.order_id == facts.order.id } }, within: 21d }`
    expect(codes({ wait, on, note: 'steps.parcel.event.status' })).toEqual([])
    expect(codes({ wait, on: '{ scanned: told, disputed: told, timeout: late }', note: 'steps.parcel.event.status' })).toEqual(['SOP413'])
  })
})

describe('a wait for an instant', () => {
  it('takes an instant or a date, and ends by itself', () => {
    const { plan, diagnostics } = compile({ wait: '{ until: facts.order.delivered_at + duration("2d") }', on: '{ reached: told }' })
    expect(diagnostics.map((each) => each.code)).toEqual(['SOP404', 'SOP409'])
    expect(waitIn(plan)).toMatchObject({ wait: { for: 'instant', until: { is: 'call', name: '+' } }, routes: { reached: { to: 'told' } } })
    expect(codes({ wait: '{ until: date("2026-12-24") }', on: '{ reached: told }' })).not.toContain('SOP412')
    expect(codes({ wait: '{ until: facts.order.id }', on: '{ reached: told }' })).toContain('SOP412')
    expect(codes({ wait: '{ until: case.opened_at, within: 2d }', on: '{ reached: told }' })).toEqual(['SOP210'])
  })

  it('takes text of a source without types for an instant', () => {
    const untyped = { ...completeVocabulary, actions: completeVocabulary.actions.map((each) => (each.name === 'shopify.order' ? { ...each, outputs: { ...each.outputs, due: 'any' as const } } : each)) }
    const source = sourceFile('waiting.yaml', sop({ wait: '{ until: facts.order.due }', on: '{ reached: told }' }))
    const { plan } = compileSop(source, { ...completeWorld, vocabulary: untyped })
    expect(waitIn(plan)?.wait).toEqual({ for: 'instant', until: { is: 'read', path: ['facts', 'order', 'due'], as: 'instant' } })
  })
})

describe('a wait for silence', () => {
  const quiet = '{ silence_of: easypost.tracker_updated, lasting: 5d, if: event.tracking_code == steps.authorise.tracking_code, within: 30d }'

  it('ends when the event has stayed away, or when it never does', () => {
    const { plan, diagnostics } = compile({ wait: quiet, on: '{ silent: late, timeout: told }' })
    expect(diagnostics).toEqual([])
    expect(waitIn(plan)).toMatchObject({
      wait: { for: 'silence', of: { on: 'easypost.tracker_updated', subscribe: { field: ['tracking_code'] } }, lasting: { unit: 'elapsed', ms: 5 * DAY } },
      within: { unit: 'elapsed', ms: 30 * DAY },
    })
  })

  it('says whose silence it is, and has an end', () => {
    const on = '{ silent: late, timeout: told }'
    expect(codes({ wait: quiet.replace(/if: .*?, /, ''), on })).toEqual(['SOP461'])
    expect(codes({ wait: quiet.replace(', within: 30d', ''), on })).toEqual(['SOP202'])
    expect(codes({ wait: quiet.replace(' lasting: 5d,', ''), on })).toEqual(['SOP202'])
  })
})

describe('reminders while a wait lasts', () => {
  it('go to the customer unless somebody else is named, and need what says who that is', () => {
    const remind = (to: string) => TRACKED.replace(' }', `, remind: { after: [7d, 12d], message: return_reminder${to} } }`)
    const step = waitIn(compile({ wait: remind('') }).plan)
    expect(step?.remind).toEqual({
      after: [{ unit: 'elapsed', ms: 7 * DAY }, { unit: 'elapsed', ms: 12 * DAY }], message: 'return_reminder', to: { kind: 'customer' }, with: {},
    })
    expect(step?.needs).toEqual(['order'])
    expect(waitIn(compile({ wait: remind(', to: cx_lead') }).plan)?.remind?.to).toEqual({ kind: 'role', name: 'cx_lead' })
    expect(waitIn(compile({ wait: remind(', to: dana') }).plan)?.remind?.to).toEqual({ kind: 'person', name: 'dana' })
    expect(codes({ wait: remind(', to: nobody') })).toEqual(['SOP302'])
    expect(codes({ wait: remind('').replace('return_reminder', 'nothing') })).toEqual(['SOP306'])
  })
})

describe('what may cross a case', () => {
  const crossing = (then: string, condition = 'event.order_id == facts.order.id') =>
    `at_any_time: [ { on: stripe.dispute_created, if: '${condition}', then: ${then} } ]`

  it('leads to an end or a step, with what was done taken back or not', () => {
    expect(compile({ wait: TRACKED, top: crossing('{ finish: late, undo: true }') }).plan?.atAnyTime).toMatchObject([
      { on: 'stripe.dispute_created', subscribe: { field: ['order_id'] }, needs: ['order'], then: { route: { finish: 'late' }, undo: true } },
    ])
    expect(compile({ wait: TRACKED, top: crossing('{ next: late }') }).plan?.atAnyTime[0]?.then).toEqual({ route: { to: 'late' }, undo: false })
  })

  it.each([
    ['no end of this SOP', '{ finish: gone }', 'SOP305'],
    ['no step', '{ next: gone }', 'SOP301'],
    ['neither', '{ undo: true }', 'SOP207'],
    ['both', '{ finish: late, next: late }', 'SOP207'],
  ])('is refused when it leads to %s', (_, then, code) => {
    expect(codes({ wait: TRACKED, top: crossing(then) })).toContain(code)
  })

  it('may find any step not yet done', () => {
    expect(codes({ wait: TRACKED, top: crossing('{ finish: late }', 'event.order_id == steps.authorise.tracking_code') })).toEqual(['SOP413'])
    expect(codes({ wait: TRACKED, top: crossing('{ next: told }'), note: 'steps.authorise.tracking_code' })).toEqual(['SOP413'])
  })
})

describe('the hard instant of a case', () => {
  const top = (rest = '') => `deadline: { at: facts.order.delivered_at, act_before: 4bh${rest} }`

  it('ends the case as expired, or as the SOP says', () => {
    expect(compile({ wait: TRACKED, top: top(', then: { finish: late }') }).plan?.deadline).toEqual({
      at: { is: 'read', path: ['facts', 'order', 'delivered_at'], as: 'instant' },
      actBefore: { unit: 'business', ms: 4 * 3_600_000 },
      needs: ['order'],
      then: { route: { finish: 'late' }, undo: false },
    })
    expect(codes({ wait: TRACKED, top: top() })).toEqual(['SOP402'])
    expect(compile({ wait: TRACKED, top: top(), outcomes: '[done, late, expired]' }).plan?.deadline?.then).toEqual({ route: { finish: 'expired' }, undo: false })
  })

  it('of a step must lead somewhere', () => {
    const text = sop({ wait: TRACKED }).replace('    on: {', '    deadline: { at: facts.order.delivered_at }\n    on: {')
    const of = (source: string) => compileSop(sourceFile('waiting.yaml', source), completeWorld)
    expect(of(text).diagnostics.map((each) => each.code)).toEqual(['SOP402'])
    const routed = of(text.replace('timeout: late', 'timeout: late, expired: late'))
    expect(routed.diagnostics).toEqual([])
    expect(waitIn(routed.plan)?.deadline).toMatchObject({ needs: ['order'] })
    expect(waitIn(routed.plan)?.needs).toEqual(['order'])
  })
})

describe('an ended case', () => {
  const reopen = (rest: string) =>
    `reopen: [ { on: easypost.tracker_updated, if: event.tracking_code == steps.authorise.tracking_code, ${rest} } ]`

  it('knows what it came to by the outcome after which it is opened again', () => {
    const { plan, diagnostics } = compile({ wait: TRACKED, top: reopen('after: [late], within: 30d, at: told') })
    expect(diagnostics).toEqual([])
    expect(plan?.reopen).toMatchObject([{ after: ['late'], within: { unit: 'elapsed', ms: 30 * DAY }, at: 'told', subscribe: { field: ['tracking_code'] } }])
    // However it ended: it may have been given up before the return was authorised.
    expect(codes({ wait: TRACKED, top: reopen('within: 30d, at: told') })).toEqual(['SOP413'])
  })

  it('is opened again where steps can rely on less', () => {
    expect(codes({ wait: TRACKED, top: reopen('after: [late], within: 30d, at: told'), note: 'steps.parcel.event.status' })).toEqual(['SOP413'])
  })

  it.each([
    ['an outcome that it cannot have', 'after: [gone], within: 30d, at: told', 'SOP305'],
    ['a step that it has not', 'after: [late], within: 30d, at: gone', 'SOP301'],
    ['no limit of time', 'after: [late], at: told', 'SOP202'],
  ])('is not opened again after %s', (_, rest, code) => {
    expect(codes({ wait: TRACKED, top: reopen(rest) })).toContain(code)
  })
})

describe('events of the organisation\'s own sources', () => {
  it('are typed by the organisation file', () => {
    const organisation = {
      ...completeWorld.organisation!,
      sources: {
        supplier_portal: {
          secretEnv: 'PORTAL', id: ['body', 'id'], signature: { header: 'x', algorithm: 'hmac-sha256' as const, encoding: 'hex' as const },
          events: { eta_changed: { order: 'text' as const, eta: 'instant' as const } },
        },
      },
    }
    const of = (field: string) =>
      compileSop(sourceFile('waiting.yaml', sop({ wait: `{ for: supplier_portal.eta_changed, if: event.${field} == facts.order.id, within: 9d }` })), { ...completeWorld, organisation })
    expect(of('order').diagnostics).toEqual([])
    expect(of('oder').diagnostics.map((each) => each.code)).toContain('SOP307')
  })
})

describe('actions that belong together', () => {
  it('are actions that the SOP does, its called SOPs included', () => {
    const together = (also: string) => complete('returns-standard.yaml').replace('also: [ledger.note, inventory.dispose]', `also: ${also}`)
    const of = (also: string) => compileSop(sourceFile('returns-standard.yaml', together(also)), completeWorld)
    expect(of('[ledger.note]').plan?.together).toEqual([{ when: 'refund.pay', also: ['ledger.note'], waiver: 'finance_controller' }])
    expect(of('[risk.score]').diagnostics.map((each) => each.code)).toEqual(['SOP463'])
    expect(of('[refund.pay]').diagnostics.map((each) => each.code)).toEqual(['SOP210'])
    expect(of('[ledger.nota]').diagnostics.map((each) => each.code)).toEqual(['SOP303'])
  })
})

describe('pauses', () => {
  it('are declared with their limit and let a wait stop the clock', () => {
    const text = sop({ wait: TRACKED, top: 'pauses: { waiting_carrier: { within: 10d } }' }).replace('    on: {', '    pause_on: [waiting_carrier]\n    on: {')
    const { plan, diagnostics } = compileSop(sourceFile('waiting.yaml', text), completeWorld)
    expect(diagnostics).toEqual([])
    expect(plan?.pauses).toEqual({ waiting_carrier: { within: { unit: 'elapsed', ms: 10 * DAY } } })
    expect(waitIn(plan)?.pauseOn).toEqual(['waiting_carrier'])
  })
})
