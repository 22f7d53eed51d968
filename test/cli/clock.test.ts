import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { companyFolder } from './company.ts'
import { sop } from './io.ts'

const { folder } = companyFolder(['olu', 'kim'], `  ops_director: { accountable_for: operations, people: [olu, kim] }
calendars:
  support: { open: { mon-fri: 08:00-20:00, sat: [09:00-12:00, 13:00-14:00] } }
`)

const STORY = `
calendar: support
goal: 4bh
start: 2026-01-16T15:00:00Z
honours: [waiting_supplier]
warn: [50, 75, 90]
until: 2026-01-19T18:00:00Z
events:
  - { at: 2026-01-16T16:00:00Z, pause: waiting_supplier }
  - { at: 2026-01-19T10:00:00Z, resume: waiting_supplier }
  - { at: 2026-01-19T10:30:00Z, goal: 2bh }
  - { at: 2026-01-19T11:00:00Z, stop: true }
  - { at: 2026-01-19T12:00:00Z, reopen: resume }
`
const play = (text: string, ...args: readonly string[]) => sop(['clock', '-', ...args], { env: { SOP_DIR: folder }, stdin: () => text })
const json = async (text: string) => JSON.parse((await play(text, '--json')).out)
const bare = (rest: string): string => `start: 2026-01-16T00:00:00Z\n${rest}`

describe('sop clock', () => {
  // The first one loads the compiler, which takes long on a machine that is busy.
  it('prints the current cycle with all of them', { timeout: 30_000 }, async () => {
    const cycle = {
      state: 'breached', pausedFor: [], due: '2026-01-19T15:00:00Z', originalDue: '2026-01-16T19:00:00Z', elapsedMs: 18_000_000, pausedMs: 50_400_000,
      remainingMs: -10_800_000, breachedAt: '2026-01-19T15:00:00Z',
      warnings: [{ percent: 50, at: '2026-01-19T10:30:00Z' }, { percent: 75, at: '2026-01-19T14:30:00Z' }, { percent: 90, at: '2026-01-19T14:48:00Z' }],
    }

    expect(await json(STORY)).toEqual({ ...cycle, cycles: [cycle], refused: [] })
  })

  it('tells people the story on the calendar’s own clocks', async () => {
    const { code, out } = await play(STORY)

    expect(code).toBe(0)
    expect(out).toContain('Mon 2026-01-19 09:00  breached')
    expect(out.split('\n').at(-1)).toBe('breached, due Mon 2026-01-19 09:00, at first Fri 2026-01-16 13:00; 5 h used, 14 h paused, -3 h left')
  })

  it('reads a file', async () => {
    writeFileSync(join(folder, 'clock.yaml'), STORY)

    expect(JSON.parse((await sop(['clock', join(folder, 'clock.yaml'), '--org', join(folder, 'organisation.yaml'), '--json'])).out)).toMatchObject({ state: 'breached' })
    expect((await sop(['clock', join(folder, 'nowhere.yaml')])).code).toBe(3)
  })

  it('takes a calendar that stands in the file, in the organisation’s zone or its own', async () => {
    const story = (zone: string) => bare(`goal: 1bh\nuntil: 2026-01-16T01:00:00Z\ncalendar: { ${zone}open: { mon-fri: 09:00-17:00 } }`)

    expect(await json(story(''))).toMatchObject({ state: 'out_of_hours', due: '2026-01-16T16:00:00Z' })
    expect(await json(story('zone: Europe/Berlin, '))).toMatchObject({ due: '2026-01-16T09:00:00Z' })
  })

  it('runs round the clock without a calendar, and needs no organisation for that', async () => {
    const { out } = await sop(['clock', '-', '--json'], { env: { SOP_DIR: join(folder, 'nowhere') }, stdin: () => bare('goal: 4bh\nuntil: 2026-01-18T01:00:00Z') })

    expect(JSON.parse(out)).toMatchObject({ state: 'breached', due: '2026-01-16T04:00:00Z' })
  })

  it('warns at half, three quarters and nine tenths when the file says nothing, and by offsets where it does', async () => {
    expect((await json(bare('goal: 4h\nuntil: 2026-01-16T04:00:00Z'))).warnings).toEqual([
      { percent: 50, at: '2026-01-16T02:00:00Z' }, { percent: 75, at: '2026-01-16T03:00:00Z' }, { percent: 90, at: '2026-01-16T03:36:00Z' },
    ])
    expect((await json(STORY.replace('warn: [50, 75, 90]', 'warn: [1bh before due]'))).warnings)
      .toEqual([{ percent: null, before: '1bh', at: '2026-01-19T10:30:00Z' }])
  })

  it('lists every cycle and what was refused', async () => {
    expect(await json(bare(`
goal: 4h
until: 2026-01-16T09:00:00Z
events:
  - { at: 2026-01-16T01:00:00Z, pause: carrier, expected_until: 2026-01-16T02:00:00Z }
  - { at: 2026-01-16T02:30:00Z, resume: carrier }
  - { at: 2026-01-16T03:00:00Z, stop: true }
  - { at: 2026-01-16T08:00:00Z, reopen: restart }
  - { at: 2026-01-16T08:30:00Z, cancel: true }
`))).toMatchObject({
      state: 'cancelled', cycles: [{ state: 'met', elapsedMs: 7_200_000, pausedMs: 3_600_000 }, { state: 'cancelled', elapsedMs: 1_800_000 }],
      refused: [{ at: '2026-01-16T02:30:00Z', event: 'resume', why: 'the clock is not paused for "carrier"' }],
    })
  })

  it('says that a goal is never over instead of running for ever', async () => {
    const { code, err } = await play(bare('goal: 1bh\nuntil: 2026-01-16T01:00:00Z\ncalendar: { open: { mon: 09:00-17:00 }, closed: [2026-01-01..2040-12-31] }'))

    expect(code).toBe(1)
    expect(err).toContain('never over')
  })

  test.each([
    ['a key that it does not know', bare('gaol: 4h\nuntil: 2026-01-16T01:00:00Z'), 'rename it to "goal"'],
    ['an unknown calendar', bare('calendar: suport\ngoal: 4h\nuntil: 2026-01-16T01:00:00Z'), 'rename it to "support"'],
    ['an event of two kinds', bare('goal: 4h\nuntil: 2026-01-16T01:00:00Z\nevents: [{ at: 2026-01-16T00:30:00Z, stop: true, cancel: true }]'), 'cannot have both'],
    ['a warning that is no percent', bare('goal: 4h\nwarn: [120]\nuntil: 2026-01-16T01:00:00Z'), 'at most 100'],
    ['a warning by business days', bare('goal: 4h\nwarn: [1bd before due]\nuntil: 2026-01-16T01:00:00Z'), 'neither a percent nor a time before due'],
    ['a goal without its unit', bare('goal: 4\nuntil: 2026-01-16T01:00:00Z'), 'not a span of time'],
    ['an instant without its offset', 'goal: 4h\nstart: 2026-01-16T00:00:00\nuntil: 2026-01-16T01:00:00Z', 'not an instant'],
    ['an inline calendar with a slip', bare('goal: 4h\nuntil: 2026-01-16T01:00:00Z\ncalendar: { open: { mno: 09:00-17:00 } }'), 'is not a day of the week'],
    ['a report after centuries', bare('goal: 4h\nuntil: 9026-01-16T01:00:00Z'), 'not in the years 1970 to 2100'],
    ['no YAML', 'goal: [', 'YAML'],
  ])('points at %s', async (_, text, said) => {
    const { code, out, err } = await play(text)

    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(said)
  })

  it('gives its mistakes to programs as well', async () => {
    expect(await json(bare('gaol: 4h\nuntil: 2026-01-16T01:00:00Z'))).toMatchObject({ diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'SOP201', line: 2 })]) })
  })

  it('cannot look a calendar up without an organisation, and shows an example', async () => {
    expect(await sop(['clock', '-'], { env: { SOP_DIR: join(folder, 'nowhere') }, stdin: () => STORY })).toMatchObject({ code: 3, err: expect.stringContaining('organisation.yaml') })
    expect((await sop(['clock', '--help'])).out).toContain('sop clock clock.yaml')
  })
})
