/** The organisation that generated SOPs refer to. */
export const ORGANISATION = `organisation: bench
zone: UTC
sink: boss
people:
  ana: { name: Ana, email: ana@bench.example }
  bo: { name: Bo, email: bo@bench.example }
  dana: { name: Dana, email: dana@bench.example }
  sam: { name: Sam, email: sam@bench.example }
roles:
  clerk: { accountable_for: the work, people: [ana, bo] }
  lead: { accountable_for: the decisions, people: [dana, sam] }
  boss: { accountable_for: the rest, people: [dana, sam] }
calendars:
  desk: { open: { mon-fri: 08:00-18:00 } }
escalations:
  usual:
    levels:
      - { at: 50%, do: remind }
      - { at: 100%, to: lead, takes_over: true }
sources:
  portal:
    secret: env PORTAL_SECRET
    signature: { header: X-Signature, algorithm: hmac-sha256, encoding: hex }
    id: body.id
    events:
      opened: { id: text, amount: money, days: whole_number, kind: text }
      answered: { id: text, kind: text }
`

const HEAD = (name: string): string => `sop: ${name}
title: Generated procedure
why: To see how long it takes to read one.
owner: lead
hours: desk
sla: 15bd
escalation: usual
trigger:
  - on: portal.opened
    key: event.id
parameters:
  ceiling: { value: 150.00 USD, owner: lead }
  window: { value: 30, owner: lead }
let:
  share: "event.days <= window ? 100 : 50"
  due: percent_of(event.amount, share)
steps:
`

/** Nineteen lines as people write them: a table, a task with a form, a wait. */
const BLOCK = (at: number, next: string, prose = ''): string => `  - id: sort_${at}
    decide:
      by: { days: event.days, amount: event.amount }
      rules:
        - { days: "<= window", amount: "<= ceiling", then: quick }
        - { days: "31..60", amount: "<= 500.00 USD", then: look }
        - { otherwise: true, then: look }
    on: { quick: hear_${at}, look: look_${at} }
  - id: look_${at}
    task: Look at request ${at} of {{ event.id }}
    assign: clerk
    sla: 4bh
    do: Compare the amount with the invoice beside it, and the date with the contract.${prose}
    check: [The amount equals the invoice, { that: 'form.note != "" || outcome == "fine"', else: say why in the note }]
    if_wrong: Choose odd and say in the note what differs.
    form: { note: { text: 300 }, grade: { choose: [a, b, c], required: [odd] } }
    outcomes: [fine, odd]
    on: { fine: hear_${at}, odd: ${next} }
  - { id: hear_${at}, wait: { for: portal.answered, if: event.id == trigger.id && due > money("1.00 USD"), within: 10d }, on: { came: ${next}, timeout: ${next} } }
`
const BLOCK_LINES = 19

const TAIL = `  - { id: last, decide: { by: { days: event.days }, rules: [{ days: "<= window", then: ok }, { days: "> window", then: ok }] }, finish: done }
outcomes: [done]
`

const sop = (name: string, blocks: number, filler: string, prose = ''): string =>
  HEAD(name) + Array.from({ length: blocks }, (_, at) => BLOCK(at, at + 1 < blocks ? `sort_${at + 1}` : 'last', prose)).join('') + TAIL + filler

/** A SOP of so many lines; the last few are comments where the blocks do not come out even. */
export function sopOfLines(name: string, lines: number): string {
  const fixed = sop(name, 0, '').split('\n').length - 1
  const blocks = Math.floor((lines - fixed) / BLOCK_LINES)
  return sop(name, blocks, '# a line\n'.repeat(lines - fixed - blocks * BLOCK_LINES))
}

/** A SOP of about so many bytes, never more. */
export function sopOfBytes(name: string, bytes: number): string {
  const prose = ' Read what the customer wrote and what was answered before you decide.'.repeat(8)
  const each = BLOCK(100, 'sort_101', prose).length
  return sop(name, Math.max(1, Math.floor((bytes - sop(name, 0, '').length) / each)), '', prose)
}

/** A procedure of five steps that every case goes through, with so many blocks of three steps beside them that no case takes. */
export function sopBeside(name: string, blocks: number): string {
  const beside = Array.from({ length: blocks }, (_, at) => BLOCK(at, at + 1 < blocks ? `sort_${at + 1}` : 'last')).join('')
  return `${HEAD(name)}  - id: first
    decide: { by: { days: event.days }, rules: [{ days: "<= window", then: usual }, { otherwise: true, then: other }] }
    on: { usual: inspect, other: ${blocks > 0 ? 'sort_0' : 'last'} }
  - id: inspect
    task: Inspect {{ event.id }}
    assign: clerk
    sla: 4h
    do: Compare the amount with the invoice beside it.
    check: [The amount equals the invoice]
    if_wrong: Say in the note what differs.
    form: { note: { text: 300 } }
  - { id: second, decide: { by: { amount: event.amount }, rules: [{ amount: "<= ceiling", then: small }, { otherwise: true, then: large }] }, next: third }
  - { id: third, decide: { by: { due: due }, rules: [{ due: "> 0.00 USD", then: some }, { otherwise: true, then: none }] }, next: last }
${beside}${TAIL}`
}
