import { expect, it } from 'vitest'
import { createEvidenceStore } from '../../../adapters/postgres/evidence.ts'
import { databaseLab, rows } from './lab.ts'

const sha256 = 'a'.repeat(64)
const body = Buffer.from([0, 1, 2, 255, 0])

it('gives evidence back to the byte, and keeps the first of what is kept twice', async () => {
  await using lab = await databaseLab()
  const store = createEvidenceStore(lab)

  await store.keep({ sha256, type: 'image/jpeg', bytes: 5, body, by: 'ana' })
  await store.keep({ sha256, type: 'text/plain', bytes: 5, body, by: 'bo' })

  expect(await store.read(sha256)).toEqual({ sha256, type: 'image/jpeg', bytes: 5, body })
  expect(await store.about(sha256)).toEqual({ sha256, type: 'image/jpeg', bytes: 5 })
  expect(await rows(lab, 'select uploaded_by from evidence')).toEqual([{ uploaded_by: 'ana' }])
})

it('knows nothing of what was never kept, and takes no length that is not that of the bytes', async () => {
  await using lab = await databaseLab()
  const store = createEvidenceStore(lab)

  expect(await store.read(sha256)).toBeUndefined()
  expect(await store.about(sha256)).toBeUndefined()
  await expect(store.keep({ sha256, type: 'image/jpeg', bytes: 4, body, by: 'ana' })).rejects.toThrow()
})
