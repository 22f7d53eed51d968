import { expect, it } from 'vitest'
import { createCaseFiles } from '../../../adapters/postgres/case-files.ts'
import { databaseLab } from './lab.ts'

it('gives a key its case once, whoever asks how often', async () => {
  await using lab = await databaseLab()
  const files = createCaseFiles(lab)

  const all = await Promise.all(Array.from({ length: 5 }, () => files.reserve('returns', '#2041')))

  expect(new Set(all.map(({ caseId }) => caseId)).size).toBe(1)
  expect(all.filter(({ fresh }) => fresh)).toHaveLength(1)
  expect(await files.workflowOf(all[0]!.caseId)).toBe('case/returns/#2041')
})

it.each([
  ['longer than an id may be', 'x'.repeat(101)],
  ['with a NUL in it', 'a\u0000b'],
  ['with half a surrogate pair in it', 'a\ud83d'],
])('a key %s goes by its hash, which any engine takes', async (_what, key) => {
  await using lab = await databaseLab()
  const files = createCaseFiles(lab)

  const { workflowId } = await files.reserve('returns', key)

  expect(workflowId).toMatch(/^case\/returns\/[0-9a-f]{64}$/)
  expect(await files.reserve('returns', key)).toMatchObject({ workflowId, fresh: false })
})
