import { createHash } from 'node:crypto'
import sharp from 'sharp'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createPictures } from '../../adapters/images/pictures.ts'
import { aPhoto, pngBomb } from '../adapters/images/sample-pictures.ts'
import { fakes } from './fakes.ts'

const AS_ANA = { 'X-Evenkeel-Person': 'ana' }
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(64, 7)])
const hashOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex')
const ftyp = (brand: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(16)])

const upload = (app: ReturnType<typeof fakes>['app'], body: Buffer, type = 'application/octet-stream') =>
  supertest(app).post('/api/evidence').set(AS_ANA).set('Content-Type', type).send(body)

describe('a file that proves something', () => {
  it.each([
    ['a JPEG', jpeg, 'image/jpeg', true],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'), 'image/png', true],
    ['a WebP', Buffer.from('RIFF1234WEBPVP8 ', 'latin1'), 'image/webp', true],
    ['a photo of an iPhone', ftyp('heic'), 'image/heic', true],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'application/pdf', false],
    ['plain text, in any letters', Buffer.from('Zählung: 3 Stück\n'), 'text/plain', false],
    ['a page, which is text and never shown as a page', Buffer.from('<script>alert(1)</script>'), 'text/plain', false],
  ])('is kept by its hash and known by its bytes: %s', async (_what, body, type, photo) => {
    const { app } = fakes()
    const { body: answer } = await upload(app, body, 'image/gif').expect(201)
    expect(answer).toEqual({ sha256: hashOf(body), original: hashOf(body), type, bytes: body.length, photo })
  })

  it.each([
    ['a film', ftyp('isom')], ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])], ['an archive', Buffer.from('PK\x03\x04rest', 'latin1')], ['half a letter', Buffer.from([0x41, 0xc3])],
  ])('is refused when it is %s', async (_what, body) => {
    const { app, asked } = fakes()
    const { body: problem } = await upload(app, body, 'image/jpeg').expect(415)
    expect(problem).toMatchObject({ code: 'unsupported-file' })
    expect(asked.evidence.size).toBe(0)
  })

  it('is an Excel file when it is an archive and says so', async () => {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    await upload(fakes().app, Buffer.from('PK\x03\x04rest', 'latin1'), type).expect(201)
    await upload(fakes().app, Buffer.from('no archive'), type).expect(415)
  })

  it('is refused empty, too large, from another site, and of a stranger before it is read', async () => {
    const { app, asked } = fakes()
    expect((await upload(app, Buffer.alloc(0)).expect(400)).body).toMatchObject({ code: 'empty-file' })
    expect((await upload(app, Buffer.concat([jpeg, Buffer.alloc(12 * 1_048_576)])).expect(413)).body).toMatchObject({ code: 'body-too-large', detail: 'the body is larger than 12 MiB; send less' })
    await upload(app, jpeg).set('Sec-Fetch-Site', 'cross-site').expect(403)
    await supertest(app).post('/api/evidence').set('Content-Type', 'image/jpeg').send(jpeg).expect(401)
    expect(asked.evidence.size).toBe(0)
  })

  it('comes back as it went in, a picture to look at and anything else to save, and never as a page of ours', async () => {
    const { app } = fakes()
    const page = Buffer.from('<script>alert(1)</script>')
    await upload(app, jpeg)
    await upload(app, page)
    const picture = await supertest(app).get(`/api/evidence/${hashOf(jpeg)}`).set(AS_ANA).expect(200)
    expect(picture.headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-disposition': 'inline', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" })
    expect(picture.body).toEqual(jpeg)
    const text = await supertest(app).get(`/api/evidence/${hashOf(page)}`).set(AS_ANA).expect(200)
    expect(text.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'content-disposition': 'attachment' })
    await supertest(app).get(`/api/evidence/${hashOf(jpeg)}`).expect(401)
    expect((await supertest(app).get(`/api/evidence/${'0'.repeat(64)}`).set(AS_ANA).expect(404)).body).toMatchObject({ code: 'unknown-evidence' })
    await supertest(app).get('/api/evidence/..%2f..').set(AS_ANA).expect(422)
  })
})

describe('a photo that proves something', () => {
  const real = () => fakes({ pictures: createPictures(() => undefined) })

  it('is kept without the place where it was taken, under its own hash, with a small one beside and the hash of what was sent', async () => {
    const { app, asked } = real()
    const sent = await aPhoto('jpeg')

    const { body: answer } = await upload(app, sent).expect(201)

    const kept = await supertest(app).get(`/api/evidence/${answer.sha256}`).set(AS_ANA).expect(200)
    expect(answer).toEqual({ sha256: hashOf(kept.body), original: hashOf(sent), type: 'image/jpeg', bytes: kept.body.length, photo: true })
    expect((await sharp(kept.body).metadata()).exif).toBeUndefined()
    expect([...asked.evidence.values()].some(({ body }) => Buffer.from(body).includes('CanaryPhone'))).toBe(false)
    const small = await supertest(app).get(`/api/evidence/${answer.sha256}/small`).set(AS_ANA).expect(200)
    expect(small.headers).toMatchObject({ 'content-type': 'image/webp', 'content-disposition': 'inline', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" })
    expect(await sharp(small.body).metadata()).toMatchObject({ width: 480, height: 360 })
    await supertest(app).get(`/api/evidence/${answer.sha256}/small`).expect(401)
  })

  it('is the same photo when it is sent again', async () => {
    const { app, asked } = real()
    const sent = await aPhoto('webp')
    expect((await upload(app, sent)).body).toEqual((await upload(app, sent)).body)
    expect(asked.evidence.size).toBe(1)
  })

  it.each([
    ['claims to be 30,000 by 30,000', pngBomb(30_000, 30_000), /more than 64 million pixels/],
    ['is a page behind the first bytes of one', jpeg, /broken or cut off: take it again/],
  ])('is refused in a sentence, and nothing is kept, when it %s', async (_what, body, why) => {
    const { app, asked } = real()
    expect((await upload(app, body).expect(422)).body).toMatchObject({ code: 'unfit-picture', detail: expect.stringMatching(why) })
    expect(asked.evidence.size).toBe(0)
  })

  it('has no small one where it is no picture, and says so', async () => {
    const { app } = real()
    await upload(app, Buffer.from('%PDF-1.7\n'))
    expect((await supertest(app).get(`/api/evidence/${hashOf(Buffer.from('%PDF-1.7\n'))}/small`).set(AS_ANA).expect(404)).body).toMatchObject({ code: 'unknown-evidence' })
  })

  it('stands in the record by the hash of what is kept and of what was sent', async () => {
    const { app, asked } = real()
    const sent = await aPhoto('jpeg')
    const { body: { sha256 } } = await upload(app, sent)
    await supertest(app).post('/api/cases/c1/steps/inspect/complete').set(AS_ANA).send({ commandId: 'x1', outcome: 'good', form: {}, evidence: { photos: [{ kind: 'photo', sha256, name: 'front.jpg' }] } }).expect(200)
    expect(asked.commands[0]?.command).toMatchObject({ evidence: { photos: [{ kind: 'photo', sha256, original: hashOf(sent), name: 'front.jpg' }] } })
    const claimed = { kind: 'photo', sha256, original: 'f'.repeat(64) }
    await supertest(app).post('/api/cases/c1/steps/inspect/complete').set(AS_ANA).send({ commandId: 'x2', outcome: 'good', form: {}, evidence: { photos: [claimed] } }).expect(422)
  })
})

describe('a completion that names evidence', () => {
  const complete = (app: ReturnType<typeof fakes>['app'], evidence: unknown) =>
    supertest(app).post('/api/cases/c1/steps/inspect/complete').set(AS_ANA).send({ commandId: 'x1', outcome: 'good', form: {}, evidence })

  it('is sent with what was uploaded, whatever it says of it', async () => {
    const { app, asked } = fakes()
    await upload(app, jpeg)
    await complete(app, { photos: [{ kind: 'photo', sha256: hashOf(jpeg), name: 'front.jpg', type: 'image/png', bytes: 1 }], tracking: [{ kind: 'link', text: 'https://a.example' }] }).expect(200)
    expect(asked.commands[0]?.command).toMatchObject({
      do: 'complete',
      evidence: { photos: [{ kind: 'photo', sha256: hashOf(jpeg), name: 'front.jpg', type: 'image/jpeg', bytes: jpeg.length }], tracking: [{ kind: 'link', text: 'https://a.example' }] },
    })
  })

  it('is refused when nothing was uploaded, by the name of the evidence and with the case as it is', async () => {
    const { app, asked } = fakes()
    const { body } = await complete(app, { photos: [{ kind: 'photo', sha256: 'a'.repeat(64) }] }).expect(422)
    expect(body).toMatchObject({ code: 'wrong-form', errors: [{ field: 'evidence.photos', message: 'number 1 was never uploaded: send the file to "POST /api/evidence" first' }], state: { case: { caseId: 'c1' } } })
    expect(asked.commands).toEqual([])
  })

  it('is refused in another shape', async () => {
    await complete(fakes().app, { photos: [{ kind: 'photo', sha256: 'xyz' }] }).expect(422)
    await complete(fakes().app, { photos: 'x' }).expect(422)
    await complete(fakes().app, []).expect(422)
  })
})
