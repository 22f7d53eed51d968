import { expect, it } from 'vitest'
import { createCaseFiles } from '../../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
import type { Plan } from '../../../domain/plan.ts'
import { nothingMore } from '../../harness/plans.ts'
import { anOrganisation } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const aPlan = (sop: string, version: string): Plan => ({
  format: 1, sop, title: sop, why: '', version, owner: 'boss', zone: 'UTC', zoneOffsets: [], escalation: { levels: [] },
  triggers: [], parameters: {}, facts: {}, lets: {}, steps: [], outcomes: [], messages: {}, ...nothingMore,
})

it('gives new cases the version published last, also when that is an older one', async () => {
  await using lab = await databaseLab()
  const catalogue = createCatalogue(lab)
  await catalogue.publish(aPlan('returns', 'v1'), 'text 1')
  await catalogue.publish(aPlan('returns', 'v2'), 'text 2')
  expect(await catalogue.current('returns')).toEqual(aPlan('returns', 'v2'))

  await catalogue.publish(aPlan('returns', 'v1'), 'text 1')

  expect(await catalogue.current('returns')).toEqual(aPlan('returns', 'v1'))
  expect(await catalogue.current('returns', 'v2')).toEqual(aPlan('returns', 'v2'))
  expect(await catalogue.current('returns', 'v3')).toBeUndefined()
  expect(await rows(lab, 'select version, source from sop_version order by version'))
    .toEqual([{ version: 'v1', source: 'text 1' }, { version: 'v2', source: 'text 2' }])
})

it('lists the current version of every SOP, and knows nothing of others', async () => {
  await using lab = await databaseLab()
  const catalogue = createCatalogue(lab)
  await catalogue.publish(aPlan('returns', 'v1'), '')
  await catalogue.publish(aPlan('damage', 'v1'), '')
  await catalogue.publish(aPlan('returns', 'v2'), '')

  expect((await catalogue.all()).map(({ sop, version }) => `${sop} ${version}`)).toEqual(['damage v1', 'returns v2'])
  expect(await catalogue.current('nothing')).toBeUndefined()
})

it('says what to do while no organisation is published, and gives the last one after', async () => {
  await using lab = await databaseLab()
  const catalogue = createCatalogue(lab)
  await expect(catalogue.organisation()).rejects.toThrow('publish "organisation.yaml" first')

  await catalogue.publishOrganisation(anOrganisation(), '')
  await catalogue.publishOrganisation(anOrganisation({ version: 'org-2' }), '')

  expect((await catalogue.organisation()).version).toBe('org-2')
})

it('follows a publication of another process at once, also back to an older version', async () => {
  await using lab = await databaseLab()
  const [here, there] = [createCatalogue(lab), createCatalogue(lab)]
  const seen: string[] = []

  for (const version of ['org-1', 'org-2', 'org-1']) {
    await there.publishOrganisation(anOrganisation({ version }), '')
    for (const _ of ['first', 'again']) seen.push((await here.organisation()).version)
  }

  expect(seen).toEqual(['org-1', 'org-1', 'org-2', 'org-2', 'org-1', 'org-1'])
})

it('gives one case to a key, however many ask at once', async () => {
  await using lab = await databaseLab()
  const files = createCaseFiles(lab)

  const asked = await Promise.all(Array.from({ length: 8 }, () => files.reserve('returns', 'R-1')))

  expect(asked.filter(({ fresh }) => fresh)).toHaveLength(1)
  expect(new Set(asked.map(({ caseId }) => caseId)).size).toBe(1)
  expect(asked[0]?.caseId).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
  expect(asked[0]?.workflowId).toBe('case/returns/R-1')
  expect(await files.workflowOf(asked[0]!.caseId)).toBe('case/returns/R-1')
  expect(await files.workflowOf('NOBODY')).toBeUndefined()
})

it('keeps the cases of two SOPs apart, and takes another id when one is taken', async () => {
  await using lab = await databaseLab()
  const ids = ['AAAAAAAAAA', 'AAAAAAAAAA', 'BBBBBBBBBB']
  const files = createCaseFiles(lab, () => ids.shift() ?? 'CCCCCCCCCC')

  const [first, second] = [await files.reserve('returns', 'R-1'), await files.reserve('damage', 'R-1')]

  expect([first.caseId, second.caseId]).toEqual(['AAAAAAAAAA', 'BBBBBBBBBB'])
})

it('hashes a key that is too long for a workflow id, and only that', async () => {
  await using lab = await databaseLab()
  const files = createCaseFiles(lab)

  const long = await files.reserve('returns', 'x'.repeat(101))
  const short = await files.reserve('returns', 'x'.repeat(100))

  expect(long.workflowId).toMatch(/^case\/returns\/[0-9a-f]{64}$/)
  expect(short.workflowId).toBe(`case/returns/${'x'.repeat(100)}`)
  expect(await files.reserve('returns', 'x'.repeat(101))).toEqual({ ...long, fresh: false })
})
