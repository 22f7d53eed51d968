import { expect, it } from 'vitest'
import { createEvidenceStore } from '../../../adapters/postgres/evidence.ts'
import { databaseLab, rows } from './lab.ts'

const sha256 = 'a'.repeat(64)
const body = Buffer.from([0, 1, 2, 255, 0])
const aFile = { sha256, type: 'image/jpeg', bytes: 5, body, by: 'ana', original: 'b'.repeat(64), small: null }
const aSmallOne = { sha256: 'd'.repeat(64), type: 'image/webp', bytes: 2, body: Buffer.from([7, 0]) }

it('gives evidence back to the byte, and keeps the first of what is kept twice', async () => {
  await using lab = await databaseLab()
  const store = createEvidenceStore(lab)

  await store.keep(aFile)
  await store.keep({ ...aFile, type: 'text/plain', by: 'bo' })

  expect(await store.read(sha256)).toEqual({ sha256, type: 'image/jpeg', bytes: 5, body })
  expect(await store.about(sha256)).toEqual({ sha256, type: 'image/jpeg', bytes: 5, originals: ['b'.repeat(64)] })
  expect(await rows(lab, 'select uploaded_by from evidence')).toEqual([{ uploaded_by: 'ana' }])
})

it('knows every file that was sent and led to the same picture, and the small picture beside it', async () => {
  await using lab = await databaseLab()
  const store = createEvidenceStore(lab)

  await store.keep({ ...aFile, small: aSmallOne })
  await store.keep({ ...aFile, original: 'c'.repeat(64), by: 'bo', small: aSmallOne })

  expect(await store.about(sha256)).toMatchObject({ originals: ['b'.repeat(64), 'c'.repeat(64)] })
  expect(await store.ofOriginal('c'.repeat(64))).toEqual({ sha256, type: 'image/jpeg', bytes: 5 })
  expect(await store.small(sha256)).toEqual(aSmallOne)
  expect(await rows(lab, 'select uploaded_by from evidence_original order by original')).toEqual([{ uploaded_by: 'ana' }, { uploaded_by: 'bo' }])
})

it('knows nothing of what was never kept, and takes no length that is not that of the bytes', async () => {
  await using lab = await databaseLab()
  const store = createEvidenceStore(lab)

  for (const found of [store.read(sha256), store.about(sha256), store.ofOriginal(sha256), store.small(sha256)]) expect(await found).toBeUndefined()
  await expect(store.keep({ ...aFile, bytes: 4 })).rejects.toThrow()
  expect(await rows(lab, 'select * from evidence_original')).toEqual([])
})
