import { defaultPayloadConverter } from '@temporalio/common'
import { describe, expect, it } from 'vitest'
import { dataConverterFor } from '../../../adapters/temporal/codec.ts'
import { encryptionCodec, encryptionKeys } from '../../../adapters/temporal/encryption.ts'

const [OLD, NEW] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('hex')]
const codecFor = (text: string) => encryptionCodec(encryptionKeys({ ENCRYPTION_KEY: text }) ?? [])
const payload = defaultPayloadConverter.toPayload({ email: 'cy@example.com' })

describe('what cases hold', () => {
  it('cannot be read or changed without the key, and comes back whole with it', async () => {
    const codec = codecFor(OLD)
    const [sealed] = await codec.encode([payload])
    const [again] = await codec.encode([payload])

    expect(Buffer.from(sealed!.data!).toString('latin1')).not.toContain('cy@example.com')
    expect(Buffer.from(sealed!.data!).equals(Buffer.from(again!.data!))).toBe(false)
    expect(defaultPayloadConverter.fromPayload((await codec.decode([sealed!]))[0]!)).toEqual({ email: 'cy@example.com' })
    const changed = Buffer.from(sealed!.data!)
    changed[40] = (changed[40] ?? 0) ^ 1
    const [left] = await codec.decode([{ ...sealed!, data: changed }])
    expect(() => defaultPayloadConverter.fromPayload(left!)).toThrow()
  })

  it('is read under an old key after a new one is put before it, and from before there was any', async () => {
    const [old] = await codecFor(OLD).encode([payload])
    const decoded = await codecFor(`${NEW}, ${OLD}`).decode([old!, payload])

    expect(decoded.map((one) => defaultPayloadConverter.fromPayload(one))).toEqual([{ email: 'cy@example.com' }, { email: 'cy@example.com' }])
    const [unknown] = await codecFor(NEW).decode([old!])
    expect(() => defaultPayloadConverter.fromPayload(unknown!)).toThrow()
  })

  it('is encrypted when there is a key, and never kept in the clear in production', () => {
    expect(dataConverterFor({ ENCRYPTION_KEY: OLD }).payloadCodecs).toHaveLength(2)
    expect(dataConverterFor({}).payloadCodecs).toHaveLength(1)
    expect(() => dataConverterFor({ NODE_ENV: 'production' })).toThrow('"ENCRYPTION_KEY" is not set')
    expect(() => dataConverterFor({ ENCRYPTION_KEY: 'short' })).toThrow('instead of 32')
  })
})
