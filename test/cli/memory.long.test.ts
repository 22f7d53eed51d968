import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemory, type KeptMemory } from '../../cli/memory.ts'
import { sop } from './io.ts'

const ROOT = join(import.meta.dirname, '../..')
const FIXTURES = join(ROOT, 'test/compiler/fixtures')
let folder = ''
const at = (name: string): string => join(folder, 'sops', name)
const kept = (): string => join(folder, 'kept')

/** One shipped SOP with its scenarios, and one that calls another. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'))
  mkdirSync(at('messages'), { recursive: true })
  for (const name of ['organisation.yaml', 'goodwill-refund.yaml', 'goodwill-refund.test.yaml', 'messages/goodwill_sent.en.md']) cpSync(join(ROOT, 'sops', name), at(name))
  mkdirSync(at('calls/messages'), { recursive: true })
  for (const name of ['lines.yaml', 'pay-back.yaml', 'messages/refund_sent.en.md', 'messages/refused.en.md']) cpSync(join(FIXTURES, name), at(`calls/${name}`))
  writeFileSync(at('calls/organisation.yaml'), `${readFileSync(join(FIXTURES, 'organisation.yaml'), 'utf8')}\nlimits: { shopify.refund: { per_day: 5000.00 USD } }\n`)
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** The memory of a run, with the names of what it learnt. */
function watched(learnt: Set<string>, product = 'one'): KeptMemory {
  const memory = createMemory(kept(), product)
  return { ...memory, set: (name, value) => (/^(sop|tests) /.test(name) && learnt.add(name.split(' ')[1]?.replace(`${at('')}/`, '') ?? ''), memory.set(name, value)) }
}

/** Runs with the memory and without, which must say the same, and gives what the one with it did anew. */
async function run(command: 'lint' | 'test', product?: string): Promise<readonly string[]> {
  const learnt = new Set<string>()
  const [remembered, anew] = [await sop([command, at('')], { memory: () => watched(learnt, product) }), await sop([command, at('')])]
  expect(remembered).toEqual(anew)
  return [...learnt].sort()
}

const edit = (name: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(at(name), 'utf8')
  expect(text.replace(from, to)).not.toBe(text)
  writeFileSync(at(name), text.replace(from, to))
}

const ALL = ['calls/lines.yaml', 'calls/pay-back.yaml', 'goodwill-refund.test.yaml', 'goodwill-refund.yaml']

describe('what lint and test remember', () => {
  it('is everything without a mistake, so that nothing is read twice, whichever of the two comes first', async () => {
    expect(await run('lint')).toEqual(ALL)
    expect(await run('lint')).toEqual([])
    expect(await run('test')).toEqual(['goodwill-refund.test.yaml'])
    expect(await run('test')).toEqual([])
    expect(await run('lint')).toEqual([])
  })

  it.each([
    ['a SOP', 'goodwill-refund.yaml', 'sla: 3d', 'sla: 4d', ['goodwill-refund.test.yaml', 'goodwill-refund.yaml']],
    ['a called SOP, with its callers', 'calls/pay-back.yaml', 'sla: 4h', 'sla: 5h', ['calls/lines.yaml', 'calls/pay-back.yaml']],
    ['a caller', 'calls/lines.yaml', /^title: .*$/m, 'title: Another', ['calls/lines.yaml']],
    ['a scenario', 'goodwill-refund.test.yaml', 'an agent gives', 'somebody gives', ['goodwill-refund.test.yaml']],
    ['a message, with all that may send it', 'messages/goodwill_sent.en.md', /$/, ' ', ['goodwill-refund.test.yaml', 'goodwill-refund.yaml']],
    ['an organisation, with all its SOPs', 'organisation.yaml', 'name: Dana', 'name: Dania', ['goodwill-refund.test.yaml', 'goodwill-refund.yaml']],
  ])('is looked at anew after a change of %s', async (_what, file, from, to, learnt) => {
    await run('test')
    edit(file, from, to)

    expect(await run('test')).toEqual(learnt)
    expect(await run('test')).toEqual([])
  })

  it('is no mistake, no file beside one, and no scenario that fails', async () => {
    await run('test')
    edit('goodwill-refund.test.yaml', 'outcome: paid', 'outcome: rejected')
    edit('calls/pay-back.yaml', 'owner:', 'ownr:')

    expect(await run('test')).toEqual(['goodwill-refund.test.yaml'])
    expect(await run('test')).toEqual(['goodwill-refund.test.yaml'])
    const { code, out, err } = await sop(['test', at('')], { memory: () => createMemory(kept(), 'one') })
    expect([code, out]).toEqual([1, expect.stringContaining('FAIL goodwill-refund')])
    expect(err).toContain('"ownr"')
    edit('calls/pay-back.yaml', 'ownr:', 'owner:')
    expect(await run('lint')).toEqual([])
  })

  it('is a template that nothing sends any more, and a SOP that is gone', async () => {
    await run('lint')
    cpSync(at('messages/goodwill_sent.en.md'), at('messages/never_sent.en.md'))
    expect((await sop(['lint', at('')], { memory: () => createMemory(kept(), 'one') })).out).toContain('SOP408')
    await run('lint')
    rmSync(at('calls/pay-back.yaml'))
    expect((await sop(['lint', at('')], { memory: () => createMemory(kept(), 'one') })).out).toContain('SOP311')
    await run('lint')
  })

  it('still finds the place where an expression fails in a scenario of a SOP that is not compiled again', async () => {
    edit('goodwill-refund.yaml', 'amount: event.amount, note:', `amount: 'event.amount > money("1.00 EUR") ? event.amount : event.amount', note:`)
    await run('lint')

    const { out } = await sop(['test', at('')], { memory: () => createMemory(kept(), 'one') })
    expect(out).toMatch(/failed at .*goodwill-refund\.yaml:\d+:\d+ \[pay\]/)
    await run('test')
  })

  it('is not what the mere passing of time has made a mistake or a warning', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-20T10:00:00Z') })
    edit('organisation.yaml', /^calendars:$/m, 'calendars:\n  once: { open: { mon-fri: 09:00-17:00 }, closed: [2027-03-02..2040-12-31] }')
    edit('organisation.yaml', /^absences:$/m, ['absences:', ...['dana', 'sam'].map((person) => `  - { person: ${person}, from: 2027-01-10 00:00, to: 2027-01-20 00:00 }`)].join('\n'))
    edit('goodwill-refund.yaml', '    sla: 24h\n', '    sla: 4bh\n    hours: once\n')
    const later = async (date: string): Promise<string> => {
      vi.setSystemTime(Date.parse(date))
      await run('lint')
      return (await sop(['lint', at('')], { memory: () => createMemory(kept(), 'one') })).out
    }

    const [before, away, closed] = [await later('2026-11-20T10:00:00Z'), await later('2027-01-05T10:00:00Z'), await later('2027-03-02T10:00:00Z')]
    expect(await run('lint')).toEqual([])
    expect(before).not.toMatch(/SOP44[45]/)
    expect(away).toContain('SOP444')
    expect(closed).toContain('SOP445')
  })

  it('is nothing where another program found it out, or where all is to be done anew', async () => {
    await run('test', 'one')

    expect(await run('test', 'two')).toEqual(ALL)
    const learnt = new Set<string>()
    await sop(['test', at(''), '--fresh'], { memory: () => watched(learnt) })
    await sop(['lint', at(''), '--fresh'], { memory: () => watched(learnt) })
    expect([...learnt]).toEqual([])
  })
})

describe('the file of a memory', () => {
  const whole = (product = 'one'): unknown => createMemory(kept(), product).get('what')
  beforeEach(() => {
    const memory = createMemory(kept(), 'one')
    memory.set('what', ['was', 'found'])
    memory.save()
  })

  it('gives back what was kept, to the same program alone', () => {
    expect([whole(), whole('two')]).toEqual([['was', 'found'], undefined])
  })

  it('is none when it is torn, changed, lengthened, foreign or empty', () => {
    const text = readFileSync(kept(), 'utf8')
    for (const broken of [text.slice(0, -1), text.slice(0, 40), text.replace('found', 'faked'), `${text} `, '{"what":1}', '']) {
      writeFileSync(kept(), broken)
      expect(whole()).toBeUndefined()
    }
    appendFileSync(kept(), text)
    expect(whole()).toEqual(['was', 'found'])
  })

  it('of runs side by side holds what the last one knew, whole', () => {
    const [first, second] = [createMemory(kept(), 'one'), createMemory(kept(), 'one')]
    first.set('first', 1)
    second.set('second', 2)
    first.save()
    second.save()

    const after = createMemory(kept(), 'one')
    expect([after.get('what'), after.get('first'), after.get('second')]).toEqual([['was', 'found'], undefined, 2])
  })

  it('forgets what nobody has asked for when there is no more room, and nothing of the last run', () => {
    const long = 'x'.repeat(3_000_000)
    const learn = (asks: string, learns: string): void => {
      const memory = createMemory(kept(), 'one')
      memory.get(asks)
      memory.set(learns, long)
      memory.save()
    }
    learn('what', 'first')
    learn('what', 'second')
    learn('first', 'third')

    const after = createMemory(kept(), 'one')
    expect(['what', 'first', 'second', 'third'].map((name) => after.get(name) !== undefined)).toEqual([true, true, false, true])
  })

  it('is not written when nothing was learnt, and where it cannot be nobody notices', () => {
    const since = statSync(kept()).mtimeMs
    createMemory(kept(), 'one').save()
    expect(statSync(kept()).mtimeMs).toBe(since)

    const nowhere = createMemory(join(folder, 'nowhere/kept'), 'one')
    nowhere.set('what', 1)
    expect(() => nowhere.save()).not.toThrow()
  })
})

it('only what looks for the two warnings of the day, or stands outside of a SOP, reads the clock or the environment', () => {
  const compiler = join(ROOT, 'compiler')
  const files = readdirSync(compiler, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const byClock = files.filter((file) => /Date\.now|new Date\(\)|process\.env|Math\.random/.test(readFileSync(join(compiler, file), 'utf8')))

  expect(byClock.sort()).toEqual(['load.ts', 'lower/time.ts', 'organisation/coverage.ts', 'recall.ts', 'rules/reach.ts'])
})
