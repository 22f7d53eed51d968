import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { libraryFolder, librarySops } from '../../cli/library.ts'
import { sop } from './io.ts'

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-init-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const library = librarySops(libraryFolder())

/** Another zone, currency, people and hours than the sample's: what is the shop's own must not decide what the scenarios show. */
const elsewhere = ['--zone', 'Europe/Berlin', '--country', 'DE', '--currency', 'EUR', '--yes']

describe('each SOP of the library, begun anew by itself', () => {
  it.each(library.map((one) => one.sop))('%s lints clean in its own folder, and all its scenarios pass', async (name) => {
    const own = join(folder, name)
    const made = await sop(['init', own, '--sop', name, ...elsewhere, '--json'])
    expect([made.err, made.code]).toEqual(['', 0])
    const { sops, files } = JSON.parse(made.out) as { sops: string[]; files: string[] }
    expect(sops).toContain(name)
    for (const file of files) expect(existsSync(join(own, file)), file).toBe(true)

    // Those that it calls have a folder of their own.
    const ran = await sop(['test', join(own, `${name}.yaml`), '--json'], { env: {} })
    const { passed, failed } = JSON.parse(ran.out) as { passed: number; failed: number }
    // Mistakes of any file, also of the organisation, end it with 1.
    expect([ran.err, failed, ran.code]).toEqual(['', 0, 0])
    for (const each of sops) expect(readFileSync(join(own, `${each}.test.yaml`), 'utf8')).toContain('organisation: sample/organisation.yaml')
    expect(passed).toBeGreaterThan(0)
    expect(files.map((file) => readFileSync(join(own, file), 'utf8')).join('\n')).not.toMatch(/\bUSD\b(?!")/)
  })
})
