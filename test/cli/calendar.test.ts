import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { companyFolder } from './company.ts'
import { sop } from './io.ts'

const { folder, org } = companyFolder(['olu', 'kim'], `  ops_director: { accountable_for: operations, people: [olu, kim] }
calendars:
  support:
    open: { mon-fri: 08:00-20:00, sat: [09:00-12:00, 13:00-14:00] }
    closed: [2026-12-25]
    special: { 2026-12-24: 08:00-12:00 }
  dock: { open: { mon-fri: 07:00-19:00 }, holidays: { country: US } }
  once: { open: { mon-fri: 09:00-17:00 }, closed: [2026-01-01..2040-12-31] }
`)

/** The file is found beside the SOPs without being named. */
const ask = (...args: readonly string[]) => sop(args, { env: { SOP_DIR: folder } })
const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await ask(...args, '--json')).out)

describe('sop calendar', () => {
  // The first one loads the compiler, which takes long on a machine that is busy.
  it('lists open intervals in UTC', { timeout: 30_000 }, async () => {
    expect(await json('calendar', 'open', 'support', '--from', '2026-12-24T00:00:00Z', '--to', '2026-12-26T16:00:00Z')).toEqual({
      intervals: [
        { from: '2026-12-24T00:00:00Z', to: '2026-12-24T02:00:00Z' }, { from: '2026-12-24T14:00:00Z', to: '2026-12-24T18:00:00Z' },
        { from: '2026-12-26T15:00:00Z', to: '2026-12-26T16:00:00Z' },
      ],
    })
  })

  it('tells people the hours on the calendar’s own clocks, and which holiday closes it', async () => {
    const { code, out } = await ask('calendar', 'open', 'dock', '--from', '2026-12-24T06:00:00Z', '--to', '2026-12-29T00:00:00Z')

    expect(code).toBe(0)
    expect(out).toContain('Thu 2026-12-24 07:00  Thu 2026-12-24 19:00  12 h')
    expect(out).toContain('Fri 2026-12-25  Christmas Day')
  })

  it('tells when time allowed is over, with the hours that it used', async () => {
    expect(await json('calendar', 'due', 'support', '--from', '2026-01-16T21:00:00Z', '--for', '6bh')).toEqual({
      due: '2026-01-17T16:00:00Z',
      working: [
        { from: '2026-01-16T21:00:00Z', to: '2026-01-17T02:00:00Z', ms: 18_000_000 }, { from: '2026-01-17T15:00:00Z', to: '2026-01-17T16:00:00Z', ms: 3_600_000 },
      ],
    })
    expect(await json('calendar', 'due', 'support', '--from', '2026-01-16T21:00:00Z', '--for', '4h')).toMatchObject({ due: '2026-01-17T01:00:00Z' })
    expect(await json('calendar', 'due', 'dock', '--from', '2026-01-16T21:00:00Z', '--for', '1bd')).toMatchObject({ due: '2026-01-20T21:00:00Z' })
    expect((await ask('calendar', 'due', 'support', '--from', '2026-01-16T21:00:00Z', '--for', '6bh')).out).toContain('due Sat 2026-01-17 10:00')
  })

  it('tells how much open time lies between two instants', async () => {
    expect(await json('calendar', 'elapsed', 'support', '--from', '2026-01-16T21:00:00Z', '--to', '2026-01-19T15:00:00Z')).toEqual({ elapsedMs: 10 * 3_600_000 })
    expect((await ask('calendar', 'elapsed', 'support', '--from', '2026-01-16T21:00:00Z', '--to', '2026-01-19T15:30:00Z')).out).toBe('10 h 30 min')
  })

  it('says that something is never over, instead of looking for ever', async () => {
    const { code, out, err } = await ask('calendar', 'due', 'once', '--from', '2026-01-16T21:00:00Z', '--for', '1bh', '--json')

    expect([code, JSON.parse(out)]).toEqual([1, { due: null, working: [] }])
    expect(err).toContain('never over')
  })

  it('knows the clocks of years beyond the organisation’s own', async () => {
    expect(await json('calendar', 'open', 'support', '--from', '2047-07-01T00:00:00Z', '--to', '2047-07-02T12:00:00Z')).toEqual({
      intervals: [{ from: '2047-07-01T13:00:00Z', to: '2047-07-02T01:00:00Z' }],
    })
  })

  test.each([
    ['an unknown calendar', ['open', 'suport', '--from', '2026-01-16T00:00:00Z', '--to', '2026-01-17T00:00:00Z'], 'there is no calendar "suport"'],
    ['an end before the beginning', ['open', 'support', '--from', '2026-01-16T00:00:00Z', '--to', '2026-01-15T00:00:00Z'], 'before "2026-01-16T00:00:00Z"'],
    ['an end before the beginning of what elapsed', ['elapsed', 'support', '--from', '2026-01-16T00:00:00Z', '--to', '2026-01-15T00:00:00Z'], '--to'],
    ['an instant without its offset', ['elapsed', 'support', '--from', '2026-01-16T00:00:00', '--to', '2026-01-17T00:00:00Z'], 'is not an instant'],
    ['a span without its unit', ['due', 'support', '--from', '2026-01-16T00:00:00Z', '--for', '4'], 'not a span of time'],
    ['no time at all', ['due', 'support', '--from', '2026-01-16T00:00:00Z', '--for', '0bh'], 'not a span of time'],
    ['a slip of centuries', ['open', 'support', '--from', '2026-01-16T00:00:00Z', '--to', '2926-01-16T00:00:00Z'], 'not in the years 1970 to 2100'],
    ['a missing option', ['open', 'support', '--from', '2026-01-16T00:00:00Z'], '--to'],
    ['a question that it does not know', ['close', 'support'], 'close'],
  ])('takes %s for wrong usage', async (_, args, said) => {
    const { code, out, err } = await ask('calendar', ...args)

    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
  })

  it('takes the organisation from another file or from standard input, and says when it cannot be read', async () => {
    const args = ['calendar', 'elapsed', 'dock', '--from', '2026-01-16T21:00:00Z', '--to', '2026-01-17T21:00:00Z', '--json', '--org']

    expect((await sop([...args, org])).out).toBe('{"elapsedMs":14400000}')
    expect((await sop([...args, '-'], { stdin: () => readFileSync(org, 'utf8') })).out).toBe('{"elapsedMs":14400000}')
    expect((await sop([...args, 'nowhere.yaml'])).code).toBe(3)
    expect(await sop([...args, '-'], { stdin: () => readFileSync(org, 'utf8').replace('sat:', 'sta:') })).toMatchObject({ code: 1, err: expect.stringContaining('"sta" is not a day') })
  })

  it.each(['open', 'due', 'elapsed'])('shows an example of %s', async (name) => {
    const { code, out } = await ask('calendar', name, '--help')

    expect(code).toBe(0)
    expect(out).toContain(`sop calendar ${name} support --from`)
  })
})
