import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sop } from './io.ts'

const SOPS = fileURLToPath(new URL('../../sops', import.meta.url))

test('the shipped SOPs are clean, but for what this installation is not connected to', async () => {
  const { code, out, err } = await sop(['lint', SOPS])

  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/(^|\n)\d+ files, (no mistakes|\d+ warnings?)$/)
  const told = [...out.matchAll(/^(?:warning|error)\[(SOP\d+)\]/gm)].map(([, number]) => number)
  expect(new Set(told)).toEqual(new Set(['SOP438', 'SOP440']))
})

test('every shipped scenario passes, one line each with its virtual duration', async () => {
  const { code, out } = await sop(['test', SOPS])
  const lines = out.trim().split('\n')

  expect(code).toBe(0)
  expect(lines.at(-1)).toMatch(/^\d+ passed, 0 failed$/)
  expect(lines[0]).toMatch(/^ok {3}[\w-]+: .+ \(.+\)$/)
})
