import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sop } from './io.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel-init-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const own = () => join(folder, 'harbour-shop')
const file = (name: string) => readFileSync(join(own(), name), 'utf8')
const init = (...more: string[]) => sop(['init', own(), '--sop', 'goodwill-refund', ...more])

describe('sop init', () => {
  it('writes the SOP, its scenarios and letters, and an organisation with only what it needs', async () => {
    const ran = await init('--yes')
    expect([ran.code, ran.err]).toEqual([0, ''])
    expect(ran.out).toContain(`Next: sop lint ${own()} && sop test ${own()}`)
    expect(readdirSync(own(), { recursive: true }).map(String).filter((name) => !name.startsWith('.')).toSorted()).toEqual([
      'goodwill-refund.test.yaml', 'goodwill-refund.yaml', 'messages', 'messages/goodwill_sent.en.md', 'organisation.yaml', 'sample', 'sample/organisation.yaml',
    ])
    const organisation = file('organisation.yaml')
    expect(organisation).toMatch(/^organisation: harbour-shop$/m)
    expect(organisation).toContain('cx_agent:')
    for (const other of ['buyer:', 'supplier_portal:', 'dock:', 'rosters:', 'absences:', 'slack: U0', 'supply:']) expect(organisation).not.toContain(other)
    expect(file('goodwill-refund.yaml')).toContain('$schema=.schema/sop.json')
    expect(JSON.parse(file('.schema/sop.json'))).toHaveProperty('$schema')
    expect((await sop(['test', own()], { env: {} })).code).toBe(0)
  })

  it('takes people, hours, zone, holidays, currency and limits', async () => {
    const ran = await init(
      '--role', 'cx_agent=Mia Tran <mia@shop.test>, ben', '--role', 'cx_lead=Lea Holm <lea@shop.test>, Olu Ade <olu@shop.test>', '--role', 'finance_controller=ada, ben',
      '--role', 'ops_director=olu, lea', '--role', 'ops_lead=ada, lea', '--zone', 'Europe/Berlin', '--country', 'de', '--currency', 'eur', '--limit', 'per_case=300.00', '--limit', 'cx_lead=250', '--yes', '--json',
    )
    expect([ran.code, ran.err]).toEqual([0, ''])
    const organisation = file('organisation.yaml')
    expect(organisation).toContain('zone: Europe/Berlin')
    expect(organisation).toMatch(/mia: \{ name: Mia Tran, email: mia@shop\.test \}/)
    expect(organisation).toMatch(/ben: \{ name: Ben, email: ben@harbour-shop\.example/)
    expect(organisation).toMatch(/cx_lead: \{.*people: \[ lea, olu \], may_approve: 250 EUR \}/)
    expect(organisation).toMatch(/olu: \{.*access: \[ staff, approver, manager, admin \]/)
    expect(organisation).toMatch(/per_case: 300\.00 EUR, per_day: 20000\.00 EUR/)
    expect(organisation).not.toMatch(/USD|dana|harbour\.example/)
    expect(file('goodwill-refund.yaml')).toContain('agent_limit: { value: 25.00 EUR')
    expect((await sop(['lint', own()], { env: {} })).out).toContain('no mistakes')
  })

  it('writes nothing where a file is there already, and names it', async () => {
    mkdirSync(own())
    writeFileSync(join(own(), 'organisation.yaml'), 'mine')
    const ran = await init('--yes', '--json')
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`nothing was written, because "${own()}" has this file already: organisation.yaml`) })
    expect(JSON.parse(ran.out)).toEqual({ exists: ['organisation.yaml'] })
    expect(readdirSync(own())).toEqual(['organisation.yaml'])
    expect(file('organisation.yaml')).toBe('mine')
  })

  it('writes nothing when what was wished for does not lint, and shows where', async () => {
    const ran = await init('--zone', 'Europe/Berlln', '--yes')
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('Europe/Berlln')
    expect(() => readdirSync(own())).toThrow(/ENOENT/)
  })

  it.each([
    [['--sop', 'returns-standart', '--yes'], 'there is no SOP of the library "returns-standart": rename it to "returns-standard"'],
    [['--role', 'cx_agnt=mia', '--yes'], 'there is no role in these SOPs "cx_agnt": rename it to "cx_agent"'],
    [['--limit', 'per_cases=1', '--yes'], 'rename it to "per_case"'],
    [['--limit', 'per_case=a lot', '--yes'], '"a lot" is no amount for "per_case": write it as 500.00'],
    [['--role', 'cx_agent', '--yes'], '"cx_agent" is not what --role takes: write it as NAME=…'],
    [['--currency', 'JPY', '--yes'], 'the amounts of the library have two places, and those of "JPY" have not'],
    [[], 'say with --yes that what is not given is taken from the library'],
  ])('refuses %j and says what to write', async (args, message) => {
    const ran = await init(...args)
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).toContain(message)
  })

  it('asks on a terminal for the SOPs, who holds which role, hours and limits', async () => {
    const asked: string[] = []
    const answers: Readonly<Record<string, string>> = { 'Which SOPs': 'goodwill-refund', 'Who is cx_agent': 'Mia Tran <mia@shop.test>, ben', 'paid back per case': '90.00' }
    const ask = async (question: string): Promise<string> => {
      asked.push(question)
      return Object.entries(answers).find(([start]) => question.includes(start))?.[1] ?? ''
    }
    const ran = await sop(['init', own()], { ask })
    expect(ran.code).toBe(0)
    expect(ran.err).toContain('goodwill-refund                 Goodwill refund')
    expect(asked.map((question) => question.split('?')[0])).toContain('Who is finance_controller')
    expect(file('organisation.yaml')).toMatch(/cx_agent: \{.*people: \[ mia, ben \]/)
    expect(file('organisation.yaml')).toContain('per_case: 90.00 USD')
    // What was not answered is the sample's.
    expect(file('organisation.yaml')).toContain('people: [ dana, sam ]')
  })

  it('lists what there is to choose from', async () => {
    const { sops } = JSON.parse((await sop(['init', '--list', '--json'])).out) as { sops: { sop: string; title: string; why: string }[] }
    expect(sops.length).toBeGreaterThan(15)
    expect(sops).toContainEqual({ sop: 'goodwill-refund', title: 'Goodwill refund', why: 'A kind gesture costs the same whoever is on shift, and a large one has a second pair of eyes.' })
    for (const { title, why } of sops) expect(title.length * why.length).toBeGreaterThan(0)
  })
})
