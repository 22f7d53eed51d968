import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sop } from './io.ts'

const shipped = join(import.meta.dirname, '../../sops/returns-standard.yaml')
const text = readFileSync(shipped, 'utf8')
const env = { SOP_DIR: join(import.meta.dirname, '../../sops') }
const from = (stdin: string) => ({ env, stdin: () => stdin })
const gap = text.replace(/^ +- \{ otherwise: true,.*\n/m, '')

describe('sop table', () => {
  it('finds nothing wrong with a table that is shipped', async () => {
    const ran = await sop(['table', shipped, '--step', 'eligibility', '--json'], { env })
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(ran.out)).toMatchObject({ step: 'eligibility', hit: 'first', gaps: [], unreachable: [] })
  })

  it('shows a case that no row decides, although the SOP does not compile then', async () => {
    const ran = await sop(['table', '-', '--step', 'eligibility', '--json'], from(gap))
    expect(ran.code).toBe(1)
    const { gaps } = JSON.parse(ran.out) as { gaps: { witness: Record<string, unknown> }[] }
    expect(gaps[0]?.witness).toMatchObject({ days: 38, final_sale: false })
    expect((await sop(['table', '-', '--step', 'eligibility'], from(gap))).out).toContain('cases that no row decides')
  })

  it('names the nearest table for one that is not there', async () => {
    const ran = await sop(['table', shipped, '--step', 'eligibilty'], { env })
    expect([ran.code, ran.err]).toEqual([2, `sop: "${shipped}" has no decision table "eligibilty": rename it to "eligibility"`])
    expect((await sop(['table', shipped])).code).toBe(2)
    expect((await sop(['table', 'gone.yaml', '--step', 'x'])).code).toBe(3)
  })

  it('prints the mistakes of a table that cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'table-'))
    writeFileSync(join(folder, 'returns-standard.yaml'), text.replace('"<= window_days"', '"<= window_dyas"'))
    const ran = await sop(['table', join(folder, 'returns-standard.yaml'), '--step', 'eligibility'])
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('window_dyas')
  })
})
