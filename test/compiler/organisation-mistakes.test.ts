import { describe, expect, it } from 'vitest'
import { complaints, said, shop, whole } from './organisations.ts'

const calendar = (text: string) => shop().replace(/calendars:\n(?: {2}.*\n)+/, `calendars:\n  support: ${text}\n`)
const roster = (layer: string, rest = '') => shop(`rosters:\n  leads:\n    layers:\n      - ${layer}\n${rest}`)
const weekly = 'rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }'
const override = (text: string) => roster(weekly, `    overrides:\n      - ${text}\n`)
/** The file ends with its escalation paths. */
const levels = (...lines: string[]) => shop(`  late:\n    levels:\n${lines.map((each) => `      - ${each}\n`).join('')}`)
const person = (text: string) => shop().replace('{ name: Sam, email: sam@shop.example }', text)
const role = (text: string) => shop().replace('{ accountable_for: customers, people: [dana, sam] }', text)

describe('hours and dates', () => {
  it.each([
    ['{ open: { mon-fri: 8:00-18:00 } }', 'SOP203 "8:00-18:00" is not a stretch of hours'],
    ['{ open: { mon-fri: 08:00-18:60 } }', 'SOP203 "08:00-18:60" is not a stretch of hours'],
    ['{ open: { mon-fri: 08:00-24:01 } }', 'SOP203 "08:00-24:01" is not a stretch of hours'],
    ['{ open: { mon-fri: 24:00-08:00 } }', 'SOP203 "24:00-08:00" begins at 24:00, which is the next day'],
    ['{ open: { mon-fri: 00:00-00:00 } }', 'SOP203 "00:00-00:00" ends when it begins'],
    ['{ open: { mon-fri: [] } }', 'SOP203 "mon-fri": expected at least one stretch of hours'],
    ['{ open: { mon-fri: } }', 'SOP203 "mon-fri" has no hours'],
    ['{ open: { mon-xyz: 08:00-18:00 } }', 'SOP203 "mon-xyz" is not a day of the week'],
    ['{ open: { mon-wed-fri: 08:00-18:00 } }', 'SOP203 "mon-wed-fri" is not a day of the week'],
    ['{ open: { daily: 08:00-18:00, sun: 10:00-12:00 } }', 'SOP430 "sun" is named twice, by "daily" before'],
    ['{ open: { "mon,mon": 08:00-18:00 } }', 'SOP430 "mon" is named twice'],
    ['{ open: {} }', 'SOP203 these hours name no day'],
    ['{ open: 24x8 }', 'SOP203 "open": expected 24x7, or hours by days such as { mon-fri: 08:00-20:00 }'],
    ['{ zone: America/Chicago }', 'SOP202 missing key "open"'],
    ['{ open: { mon: 08:00-18:00 }, closed: [2026-13-01] }', 'SOP203 "2026-13-01" is not a date, nor a range of dates'],
    ['{ open: { mon: 08:00-18:00 }, closed: [1999-12-31] }', 'SOP203 "1999-12-31" is not a date, nor a range of dates'],
    ['{ open: { mon: 08:00-18:00 }, closed: [2026-12-24..2026-12-26, 2026-12-25] }', 'SOP430 2026-12-25 is closed already'],
    ['{ open: { mon: 08:00-18:00 }, special: { 2026-02-30: 08:00-12:00 } }', 'SOP203 "2026-02-30" is not a date'],
    ['{ open: { mon: 08:00-18:00 }, special: { 2026-12-24: [08:00-12:00, 11:00-13:00] } }', 'SOP430 these hours overlap with those before'],
    ['{ open: { mon: 08:00-18:00 }, holidays: { country: XX } }', 'SOP310 the holidays of the country "XX" are not known'],
    ['{ open: { mon: 08:00-18:00 }, holidays: { country: Germany } }', 'SOP203 "country": expected a country such as US'],
    ['{ open: { mon: 08:00-18:00 }, holidays: { country: AT, region: Q } }', 'SOP310 "AT" has no region "Q" with holidays of its own'],
    ['{ open: { mon: 08:00-18:00 }, holidays: { country: US, except: [2026-11-12] } }', 'SOP310 no holiday of "US" is on 2026-11-12'],
    ['{ open: { mon: 08:00-18:00 }, holidays: { country: US, add: [2026-02-30] } }', 'SOP203 "2026-02-30" is not a date, nor a range of dates'],
    ['{ open: { mon: 08:00-18:00 }, zone: America/Chigaco }', 'SOP203 "America/Chigaco" is not a time zone'],
  ])('%s: %s', (text, expected) => {
    expect(complaints(calendar(text))).toEqual([expected])
  })

  it('names the quotes that a list of days needs in a flow map, and its place', () => {
    expect(said(calendar('{ open: { tue: 10:00-12:00, mon-wed,fri: 08:00-18:00 } }'))[0]).toContain('SOP203 16:40 "mon-wed" has no hours')
  })
})

describe('rosters', () => {
  it.each([
    [roster('rotation: { every: 1w, from: 2026-01-05 08:00, people: [dana, sam] }'), 'SOP205 "1w" is not the length of a turn'],
    [roster('rotation: { every: 0 days, from: 2026-01-05 08:00, people: [dana, sam] }'), 'SOP205 "0 days" is not the length of a turn'],
    [roster('rotation: { every: 1 week, from: 2026-02-29 08:00, people: [dana, sam] }'), 'SOP203 "2026-02-29 08:00" is not a date with a time'],
    [roster('rotation: { every: 1 week, from: 2026-01-05T08:00Z, people: [dana, sam] }'), 'SOP203 "2026-01-05T08:00Z" is not a date with a time'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 24:00, people: [dana, sam] }'), 'SOP203 "2026-01-05 24:00" is not a date with a time'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, samm] }'), 'SOP302 there is no person "samm"'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 08:00, people: [[dana, anna], sam] }'), 'SOP302 there is no person "anna"'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana] }'), 'SOP427 the roster "leads" is held by "dana" alone'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 08:00, people: [] }'), 'SOP203 "people": expected at least one person'],
    [roster('rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam], advance_on: working_days, calendar: support }'), 'SOP210 only turns of days can count working days'],
    [roster('rotation: { every: 1 day, from: 2026-01-05 08:00, people: [dana, sam], advance_on: working_days, calendar: suport }'), 'SOP309 there is no calendar "suport"'],
    [roster('rotation: { every: 1 day, from: 2026-01-05 08:00, people: [dana, sam], calendar: support }'), 'SOP210 this rotation does not count working days'],
    [roster(weekly, '    fallback: cx_leed\n'), 'SOP302 there is no role or person "cx_leed"'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-24 08:00, remove: dana }'), 'SOP431 "2026-11-24 08:00" is not after "2026-11-24 08:00"'],
    [override('{ from: 2026-11-24, to: 2026-11-25 08:00, remove: dana }'), 'SOP203 "2026-11-24" is not a date with a time'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00 }'), 'SOP207 an override replaces, adds or removes somebody'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00, add: ana, remove: dana }'), 'SOP207 an override cannot have both "add" and "remove"'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00, replace: dana }'), 'SOP207 nobody is named who replaces them'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00, add: ana, with: bo }'), 'SOP207 "with" goes with "replace" only'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00, replace: dana, with: dana }'), 'SOP436 "dana" replaces themselves'],
    [override('{ from: 2026-11-24 08:00, to: 2026-11-25 08:00, remove: kate }'), 'SOP436 "kate" is never on this roster'],
    [roster(weekly, '    swaps:\n      - { from: 2026-12-02 08:00, to: 2026-12-01 08:00, of: dana }\n'), 'SOP431 "2026-12-01 08:00" is not after "2026-12-02 08:00"'],
    [roster(weekly, '    swaps:\n      - { from: 2026-12-01 08:00, to: 2026-12-02 08:00, of: dana, taken_by: dana }\n'), 'SOP436 "dana" swaps with themselves'],
    [shop('rosters:\n  dana:\n    layers:\n      - rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }\n'), 'SOP308 "dana" is a person already'],
    [shop('rosters:\n  cx_lead:\n    layers:\n      - rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }\n'), 'SOP308 "cx_lead" is a role already'],
  ])('%#: %s', (text, expected) => {
    expect(complaints(text)).toEqual([expected])
  })

  it('may have the name of the role that they serve', () => {
    expect(complaints(`${role('{ accountable_for: customers, roster: cx_lead }')}rosters:\n  cx_lead:\n    layers:\n      - ${weekly}\n`)).toEqual([])
  })

  it('have overrides that conflict only when they overlap and act on one person', () => {
    const both = (second: string) => complaints(roster(weekly, `    fallback: boss\n    overrides:\n      - { from: 2026-11-24 08:00, to: 2026-11-25 08:00, replace: dana, with: sam }\n      - ${second}\n`))
    expect(both('{ from: 2026-11-25 08:00, to: 2026-11-26 08:00, remove: dana }')).toEqual([])
    expect(both('{ from: 2026-11-24 09:00, to: 2026-11-26 08:00, remove: sam }')).toEqual([])
    expect(both('{ from: 2026-11-25 07:59, to: 2026-11-26 08:00, remove: dana }')).toEqual([
      'SOP433 this override of "dana" conflicts with override 1, and counts instead of it',
    ])
  })
})

describe('people, roles and absences', () => {
  it.each([
    [person('{ name: Sam, email: sam@shop.example, manager: ollu }'), 'SOP302 there is no person "ollu"'],
    [person('{ name: Sam, email: sam@shop.example, manager: sam }'), 'SOP432 "sam" reports to "sam"'],
    [person('{ name: Sam, email: sam@shop.example, slack: "@sam" }'), 'SOP203 "@sam" is not a member of Slack'],
    [person('{ name: Sam, email: sam@shop.example, quiet: 22:00 }'), 'SOP203 "22:00" is not a stretch of hours'],
    [person('{ name: Sam, email: sam@shop.example, access: [boss] }'), 'SOP203 item 1 of "access": expected staff, approver, ops_lead, manager, auditor or admin'],
    [person('{ name: Sam, email: dana@shop.example }'), 'SOP437 "sam" and "dana" have the same address'],
    [role('{ accountable_for: customers }'), 'SOP207 a role has exactly one of "people" and "roster"'],
    [role('{ accountable_for: customers, people: [dana, sam, dana] }'), 'SOP308 "dana" stands here twice'],
    [role('{ accountable_for: customers, people: [dana, sam], may_approve: 250 }'), 'SOP205 "250" is not an amount of money'],
    [role('{ accountable_for: customers, people: [dana, sam], pick: random }'), 'SOP203 "pick": expected first, round_robin or least_loaded'],
    [`${role('{ accountable_for: customers, roster: leads, pick: first }')}rosters:\n  leads:\n    layers:\n      - ${weekly}\n`, 'SOP210 the roster says who gets a step of this role'],
    [shop('absences:\n  - { person: dan, from: 2026-12-22 00:00, to: 2027-01-02 00:00 }\n'), 'SOP302 there is no person "dan"'],
    [shop('absences:\n  - { person: dana, from: 2026-12-22 00:00, to: 2026-12-02 00:00 }\n'), 'SOP431 "2026-12-02 00:00" is not after "2026-12-22 00:00"'],
    [shop('absences:\n  - { person: dana, from: 2026-12-22 00:00, to: 2027-01-02 00:00, cover: dana }\n'), 'SOP432 "dana" covers for themselves'],
    [shop().replace('sink: boss', 'sink: bos'), 'SOP302 there is no role or person "bos"'],
    [shop('customer_messages: { quite: 21:00-08:00 }\n'), 'SOP201 unknown key "quite"'],
  ])('%#: %s', (text, expected) => {
    expect(complaints(text)).toEqual([expected])
  })

  it('find a circle of managers, and name it once', () => {
    const text = shop().replace('email: dana@shop.example }', 'email: dana@shop.example, manager: sam }').replace('email: sam@shop.example }', 'email: sam@shop.example, manager: olu }')
      .replace('email: olu@shop.example }', 'email: olu@shop.example, manager: dana }')
    expect(complaints(text)).toEqual(['SOP432 "dana" reports to "sam" reports to "olu" reports to "dana"'])
  })

  it('lets two cover each other at different times', () => {
    const cover = (from: string) => complaints(shop(`absences:\n  - { person: dana, from: 2026-12-22 00:00, to: 2026-12-28 00:00, cover: sam }\n  - { person: sam, from: ${from} 00:00, to: 2027-01-05 00:00, cover: dana }\n`))
    expect(cover('2026-12-28')).toEqual([])
    expect(cover('2026-12-27')).toHaveLength(2)
  })

  it('refuses a sink that has left', () => {
    const text = shop().replace('sink: boss', 'sink: sam').replace('email: sam@shop.example }', 'email: sam@shop.example, active: false }')
    expect(complaints(text)).toContain('SOP302 "sam" is not active and cannot be the sink')
  })
})

describe('escalation paths', () => {
  it.each([
    [levels('{ do: remind }'), 'SOP207 a level has exactly one of "at" and "after"'],
    [levels('{ at: 50% }'), 'SOP207 a level has exactly one of "do: remind" and "to"'],
    [levels('{ at: 50%, do: remind, to: boss }'), 'SOP207 a level has exactly one of "do: remind" and "to"'],
    [levels('{ at: 50%, do: remind, takes_over: true }'), 'SOP210 a reminder takes nothing over'],
    [levels('{ at: 120%, to: boss }'), 'SOP205 "120%" is not a percent from 1% to 100%'],
    [levels('{ after: 4, to: boss }'), 'SOP205 "4" is not a span of time'],
    [levels('{ after: 4hb, to: boss }'), 'SOP205 "4hb" is not a span of time'],
    [levels('{ after: 4h, to: bos }'), 'SOP302 there is no role, person or roster "bos"'],
    [levels('{ after: 4h, to: boss, by: [sms] }'), 'SOP203 item 1 of "by": expected slack or email'],
    [levels('{ after: 4h, to: "slack:#ops", by: [slack] }'), 'SOP210 a channel is told where it is'],
    [levels('{ at: 50%, do: remind }', '{ at: 50%, to: boss }'), 'SOP426 level 2 is at 50%, and an earlier one at 50%'],
    [shop('  late: { repeat: -1, levels: [{ at: breach, to: boss }] }\n'), 'SOP203 "repeat": expected 0 or more'],
    [shop('  late: { acknowledged_for: 0h, levels: [{ at: breach, to: boss }] }\n'), 'SOP205 "0h" is no time at all'],
    [shop('  late: { levels: [] }\n'), 'SOP203 "levels": expected at least one level'],
  ])('%#: %s', (text, expected) => {
    expect(complaints(text)).toEqual([expected])
  })
})

describe('systems, limits and sources', () => {
  const source = (change: Record<string, string>) => {
    const keys = { secret: 'env SUPPLIER_SECRET', signature: '{ header: X-Signature, algorithm: hmac-sha256, encoding: hex }', id: 'body.id', events: '{ changed: { po: text } }', ...change }
    return shop(`sources:\n  supplier:\n${Object.entries(keys).map(([key, value]) => `    ${key}: ${value}\n`).join('')}`)
  }
  it.each([
    [shop('systems:\n  refund: { hosts: [a.example] }\n'), 'SOP207 "refund" does not say which connector provides it'],
    [shop('systems:\n  risk: { http: http://risk.example }\n'), 'SOP203 "http://risk.example" is not the address of a web service'],
    [shop('systems:\n  risk: { htp: https://risk.example }\n'), 'SOP201 unknown key "htp"'],
    [shop('limits:\n  refund: { per_case: 5.00 USD }\n'), 'SOP206 "refund" is not the name of an action'],
    [shop('limits:\n  shopify.refund: {}\n'), 'SOP203 expected at least one of per_case, per_day and per_person_day'],
    [shop('limits:\n  shopify.refund: { per_case: 5.00 USD, per_day: 6.00 EUR }\n'), 'SOP423 USD and EUR are two currencies'],
    [shop('limits:\n  shopify.refund: { per_case: -5.00 USD }\n'), 'SOP203 expected an amount that is not negative'],
    [shop('limits:\n  shopify.refnd: { per_case: 5.00 USD }\n'), 'SOP303 there is no action "shopify.refnd"'],
    [source({ secret: 'hunter2' }), 'SOP203 a secret is named by its environment variable, never written down'],
    [source({ id: 'delivery_id' }), 'SOP203 "id": expected where the delivery has its id, such as body.delivery_id or header.X-Id'],
    [source({ signature: '{ header: X-Signature, algorithm: md5, encoding: hex }' }), 'SOP203 "algorithm": expected hmac-sha256, hmac-sha1 or hmac-sha512'],
    [source({ events: '{}' }), 'SOP203 expected at least one event'],
    [source({ events: '{ changed: { po: txt } }' }), 'SOP203 "po": expected a type: text, whole_number, decimal, money, yes_no, date, instant, { choose: […] }, { list: … } or { map: … }'],
    [source({}).replace('  supplier:', '  shopify:'), 'SOP308 "shopify" is a connector already'],
  ])('%#: %s', (text, expected) => {
    expect(complaints(text)).toEqual([expected])
  })
})

it('points at the very name that is wrong, deep inside the file', () => {
  expect(said(whole.replace('people: [[cal, eve], ben]', 'people: [[cal, evee], ben]'))).toEqual(['SOP302 41:75 there is no person "evee"'])
})
