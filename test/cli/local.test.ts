import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { sop } from './io.ts'

const SOPS = fileURLToPath(new URL('../../sops', import.meta.url))
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Each SOP that is read costs as much time as a test: what is tried here is tried on the smallest. */
const small = (path: string): boolean => !path.endsWith('.yaml') || /(organisation|goodwill-refund)(\.test)?\.yaml$/.test(path)

/** A copy of one shipped SOP with what belongs to it, and one text changed in one file. */
function changed(file: string, from: string | RegExp, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sops-'))
  folders.push(folder)
  cpSync(SOPS, folder, { recursive: true, filter: small })
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(from, to))
  if (readFileSync(path, 'utf8') === text) throw new Error(`"${String(from)}" does not stand in ${file}`)
  return folder
}

test('a mistake is shown as a compiler would, with place, caret, help and a count, and exit 1', async () => {
  const folder = changed('goodwill-refund.yaml', 'owner: cx_lead', 'ownr: cx_lead')

  const { code, out } = await sop(['lint', folder])

  expect(code).toBe(1)
  expect(out).toMatch(/error\[SOP201\].*"ownr"/)
  expect(out).toMatch(/--> .*goodwill-refund\.yaml:\d+:1/)
  expect(out).toContain('^^^^')
  expect(out).toMatch(/help: .*"owner"/)
  expect(out.split('\n').at(-1)).toMatch(/^\d+ files, \d+ errors?/)
})

test('for programs a mistake has its range in lines and columns', async () => {
  const folder = changed('goodwill-refund.yaml', 'owner: cx_lead', 'ownr: cx_lead')

  const { out } = await sop(['lint', folder, '--json'])
  const { diagnostics, files } = JSON.parse(out)
  const unknown = diagnostics.find(({ code }: { code: string }) => code === 'SOP201')

  expect(files).toBeGreaterThan(5)
  expect(unknown).toMatchObject({
    severity: 'error',
    column: 1,
    endColumn: 5,
    message: expect.stringContaining('"ownr"'),
    help: expect.any(String),
    file: expect.stringMatching(/goodwill-refund\.yaml$/),
  })
  expect(unknown.endLine).toBe(unknown.line)
})

test('a SOP on standard input is checked against the organisation of the SOP folder', async () => {
  const text = readFileSync(join(SOPS, 'returns-standard.yaml'), 'utf8')
  const env = { SOP_DIR: SOPS }

  const good = await sop(['lint', '-'], { env, stdin: () => text })
  const bad = await sop(['lint', '-'], { env, stdin: () => text.replace('owner: cx_lead', 'owner: cx_laed') })
  const plan = await sop(['compile', '-'], { env, stdin: () => text })

  expect(good).toMatchObject({ code: 0, err: '' })
  expect(bad.code).toBe(1)
  expect(bad.out).toContain('"cx_laed"')
  expect(JSON.parse(plan.out)).toMatchObject({ format: 1, sop: 'returns-standard' })
})

test('compiling prints the Plan, and every mistake on stderr when there is none', async () => {
  const good = await sop(['compile', join(SOPS, 'returns-standard.yaml'), '--json'])
  const bad = await sop(['compile', join(changed('goodwill-refund.yaml', 'owner: cx_lead', 'ownr: cx_lead'), 'goodwill-refund.yaml')])

  expect(JSON.parse(good.out)).toMatchObject({ format: 1, sop: 'returns-standard', owner: 'cx_lead' })
  expect(good.out).not.toContain('\n')
  expect([bad.code, bad.out]).toEqual([1, ''])
  expect(bad.err).toContain('error[SOP201]')
})

test.each([
  ['lint', 'nowhere/'],
  ['compile', 'nowhere.yaml'],
  ['test', 'nowhere/'],
])('sop %s of a path that is not there names it and is exit 3', async (command, path) => {
  const { code, out, err } = await sop([command, path])

  expect([code, out]).toEqual([3, ''])
  expect(err).toContain('"nowhere')
  expect(err).toContain('ENOENT')
})

test('a scenario that fails shows expected beside actual and where they part, and exit 1', async () => {
  const folder = changed('goodwill-refund.test.yaml', 'outcome: paid', 'outcome: rejected')

  const people = await sop(['test', join(folder, 'goodwill-refund.yaml')])
  const programs = JSON.parse((await sop(['test', folder, '--json'])).out)

  expect(people.code).toBe(1)
  expect(people.out).toContain('FAIL goodwill-refund')
  expect(people.out).toMatch(/outcome\n +expected +rejected\n +actual +paid/)
  expect(programs).toMatchObject({ failed: 1, passed: expect.any(Number) })
  expect(programs.scenarios.find(({ ok }: { ok: boolean }) => !ok)).toMatchObject({
    sop: 'goodwill-refund',
    failures: [{ at: 'outcome', expected: 'rejected', actual: 'paid' }],
    trace: expect.any(Array),
  })
})

test('a scenario that cannot be read fails the run instead of being skipped', async () => {
  const folder = changed('goodwill-refund.test.yaml', /- name:/, '- nmae:')

  const { code, err } = await sop(['test', folder])

  expect(code).toBe(1)
  expect(err).toContain('SOP201')
})

test('a simulation tells the whole story, or prints it with instants in UTC', async () => {
  const file = join(SOPS, 'returns-standard.yaml')
  const name = /- name: (.+)/.exec(readFileSync(join(SOPS, 'returns-standard.test.yaml'), 'utf8'))?.[1]?.replace(/^['"]|['"]$/g, '') ?? ''

  const people = await sop(['simulate', file, '--scenario', name])
  const programs = JSON.parse((await sop(['simulate', file, '--scenario', name, '--json'])).out)

  expect(people.code).toBe(0)
  expect(people.out).toMatch(/ended as "\w+" after/)
  expect(programs.endedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  expect(programs.trace[0]).toMatchObject({ event: 'case_opened', at: expect.stringMatching(/Z$/) })
})

test('a scenario that is not there is told with those that are', async () => {
  const { code, err } = await sop(['simulate', join(SOPS, 'returns-standard.yaml'), '--scenario', 'none'])

  expect(code).toBe(2)
  expect(err).toContain('has no scenario "none"; it has "')
})

test('an expression that fails in a scenario is named with the file, line and column of the part that fails', async () => {
  const folder = changed('goodwill-refund.yaml', 'amount: event.amount', `amount: 'event.amount > money("1.00 EUR") ? event.amount : event.amount'`)
  const path = join(folder, 'goodwill-refund.yaml')
  const line = readFileSync(path, 'utf8').split('\n').findIndex((each) => each.includes('1.00 EUR')) + 1

  const failing = await sop(['test', path])
  const { scenarios } = JSON.parse((await sop(['test', path, '--json'])).out)
  const story = await sop(['simulate', path, '--scenario', scenarios.find((each: { ok: boolean }) => !each.ok).name])

  const column = readFileSync(path, 'utf8').split('\n')[line - 1]!.indexOf('event.amount > money') + 1
  expect(failing.out).toContain(`failed at ${path}:${line}:${column} [`)
  expect(scenarios.flatMap(({ faults }: { faults: object[] }) => faults)).toContainEqual(expect.objectContaining({ file: path, line, column, message: 'cannot put USD and EUR together' }))
  expect(story.out).toContain(`failed at ${path}:${line}:${column} [`)
})

test('whoever stands in the folder of the SOPs names no folder', () => {
  const inside = (...args: readonly string[]) => execFileSync(process.execPath, [join(SOPS, '../cli/sop.js'), ...args], { cwd: SOPS, encoding: 'utf8', env: { ...process.env, SOP_DIR: '', NO_COLOR: '1' } })

  expect(inside('calendar', 'elapsed', 'support', '--from', '2026-11-25T21:00:00Z', '--to', '2026-12-01T00:00:00Z', '--json')).toBe('{"elapsedMs":100800000}\n')
})
