import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ledgerActions } from '../../../adapters/ledger/actions.ts'
import { createCsvLedger } from '../../../adapters/ledger/connector.ts'
import type { Connector } from '../../../domain/ports.ts'
import { aCall, failureOf } from '../shopify/call.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  file = join(folder, 'books/ledger.csv')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NOW = Date.parse('2026-11-20T10:00:00Z')
const HEADER = 'key,case,at,amount,currency,because,order,reference,note'
const ledger = (): Connector => createCsvLedger({ file, now: () => NOW })
const note = (key: string, more: object = {}) =>
  aCall('csv.note', { amount: { amount: '72.00', currency: 'USD' }, because: 'late', ...more }, { key, caseId: 'returns-standard/R-1' })
const lines = (): readonly string[] => readFileSync(file, 'utf8').split('\n')
const keys = (): readonly string[] => lines().slice(1, -1).map((line) => line.split(',')[0]!)

test('a note is one line with its key, case, time, amount and reason', async () => {
  const { outputs, reference } = await ledger().perform(note('R-1/note#1/ledger.note/1', { order: 'O-1' }))
  expect(lines()).toEqual([
    HEADER, '"R-1/note#1/ledger.note/1","returns-standard/R-1","2026-11-20T10:00:00.000Z","72.00","USD","late","O-1","",""', '',
  ])
  expect(Object.keys(outputs)).toEqual(Object.keys(ledgerActions[0]!.outputs))
  expect(reference).toBe('R-1/note#1/ledger.note/1')
  expect(existsSync(`${file}.lock`)).toBe(false)
})

test('a note is written once, however often and by however many workers it is asked for', async () => {
  const [one, other] = [ledger(), ledger()]
  await Promise.all([one, other, one, other].flatMap((each) => [each.perform(note('a/1')), each.perform(note('b/1'))]))
  await ledger().perform(note('a/1', { because: 'something else' }))
  expect([...keys()].sort()).toEqual(['"a/1"', '"b/1"'])
})

test('a further attempt finds the line of the one before it', async () => {
  await ledger().perform(note('a/1'))
  await ledger().perform(note('a/2'))
  await ledger().perform(note('b/2'))
  expect(keys()).toEqual(['"a/1"', '"b/2"'])
})

test('a line that was cut off by a loss of power is written anew', async () => {
  await ledger().perform(note('a/1'))
  const whole = readFileSync(file, 'utf8')
  appendFileSync(file, '"b/1","returns-standard/R-1","2026-')
  await ledger().perform(note('b/1'))
  expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true)
  expect(keys()).toEqual(['"a/1"', '"b/1"'])
})

test('a header that was cut off is written anew too', async () => {
  await ledger().perform(note('a/1'))
  writeFileSync(file, HEADER.slice(0, 9))
  await ledger().perform(note('a/1'))
  expect(lines()[0]).toBe(HEADER)
  expect(keys()).toEqual(['"a/1"'])
})

test('text stays in its cell and on its line, and is no formula for a spreadsheet', async () => {
  const connector = ledger()
  await connector.perform(note('=a,"b"\n/1', { because: '=HYPERLINK("evil")\nsecond, line', note: '-1' }))
  await connector.perform(note('=a,"b"\n/1'))
  await ledger().perform(note('=a,"b"\n/1'))
  expect(lines()).toHaveLength(3)
  expect(lines()[1]).toBe(`"'=a,""b"" /1","returns-standard/R-1","2026-11-20T10:00:00.000Z","72.00","USD","'=HYPERLINK(""evil"") second, line","","","'-1"`)
})

test('what is no amount is refused and leaves nothing', async () => {
  for (const amount of ['72.00', { amount: '72.001', currency: 'USD' }, { amount: '7e2', currency: 'USD' }, null])
    expect(await failureOf(ledger().perform(note('a/1', { amount })))).toMatchObject({ failure: 'refused', code: 'wrong-amount' })
  expect(existsSync(file)).toBe(false)
})

test('another file is never written into', async () => {
  await ledger().perform(note('a/1'))
  writeFileSync(file, 'name,address\nDana,dana@example.com\n')
  expect(await failureOf(ledger().perform(note('b/1')))).toMatchObject({ failure: 'permission', code: 'ledger-other-file' })
  expect(readFileSync(file, 'utf8')).toBe('name,address\nDana,dana@example.com\n')
})

test('a folder that cannot be written is told with the setting to check', async () => {
  writeFileSync(join(folder, 'books'), 'a file where the folder should be')
  expect(await failureOf(ledger().perform(note('a/1')))).toMatchObject({
    failure: 'permission', code: 'ledger-unwritable', message: expect.stringContaining('LEDGER_FILE'),
  })
})

test('the lock of a worker that died is taken over', async () => {
  await ledger().perform(note('a/1'))
  writeFileSync(`${file}.lock`, '')
  utimesSync(`${file}.lock`, 0, 0)
  await ledger().perform(note('b/1'))
  expect(keys()).toEqual(['"a/1"', '"b/1"'])
})
