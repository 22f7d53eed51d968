import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { METADATA_ENCODING_KEY } from '@temporalio/common'
import type { Payload, PayloadCodec } from '@temporalio/common'
import protocol from '@temporalio/proto'

const ENCODING = 'binary/encrypted'
const KEY_ID = 'key-id'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const { Payload: PayloadMessage } = protocol.temporal.api.common.v1

/** A key with the name under which payloads remember it; the name tells nothing of the key. */
interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/**
 * The keys of `ENCRYPTION_KEY`: 32 bytes each in hex or base64, separated by commas; the first encrypts, all decrypt, so that a
 * key is replaced by putting a new one before it. Undefined without one; throws `RangeError` for what is no key, and where there
 * must be one (`NODE_ENV=production`).
 */
export function encryptionKeys(env: Readonly<Record<string, string | undefined>>): readonly Key[] | undefined {
  const texts = (env['ENCRYPTION_KEY'] ?? '').split(',').map((text) => text.trim()).filter((text) => text !== '')
  if (texts.length > 0) return texts.map(keyOf)
  if (env['NODE_ENV'] !== 'production') return undefined
  throw new RangeError('"ENCRYPTION_KEY" is not set, and in production what cases hold is not kept in the clear: set it to the output of "openssl rand -base64 32", and keep that safe')
}

function keyOf(text: string): Key {
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64')
  if (bytes.length !== KEY_BYTES) throw new RangeError(`"ENCRYPTION_KEY" holds a key of ${bytes.length} bytes instead of ${KEY_BYTES}: set it to the output of "openssl rand -base64 32"`)
  return { id: createHash('sha256').update('evenkeel key id').update(bytes).digest('hex').slice(0, 16), bytes }
}

/** Encrypts every payload with AES-256-GCM (NIST SP 800-38D), a fresh random nonce each. */
export function encryptionCodec(keys: readonly Key[]): PayloadCodec {
  const [first] = keys
  if (!first) throw new RangeError('an encryption codec needs a key')
  const known = new Map(keys.map((key) => [key.id, key]))
  return {
    encode: async (payloads) => payloads.map((payload) => encrypted(payload, first)),
    decode: async (payloads) => payloads.map((payload) => decrypted(payload, known)),
  }
}

function encrypted(payload: Payload, { id, bytes }: Key): Payload {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce)
  const sealed = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()])
  return { metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) }, data: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) }
}

/** What is not encrypted passes as it is: histories from before the key. What cannot be decrypted is left, so that the converter refuses it and names it. */
function decrypted(payload: Payload, keys: ReadonlyMap<string, Key>): Payload {
  const { metadata, data } = payload
  if (text(metadata?.[METADATA_ENCODING_KEY]) !== ENCODING) return payload
  const key = keys.get(text(metadata?.[KEY_ID]))
  if (!key || !data || data.length < NONCE_BYTES + TAG_BYTES) return payload
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, data.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAuthTag(data.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return PayloadMessage.decode(Buffer.concat([decipher.update(data.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]))
  } catch {
    return payload
  }
}

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString()
