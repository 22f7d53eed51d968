import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib'
import { METADATA_ENCODING_KEY } from '@temporalio/common'
import type { DataConverter, Payload, PayloadCodec, SerializationContext } from '@temporalio/common'
import protocol from '@temporalio/proto'
import { encryptionCodec, encryptionKeys } from './encryption.ts'

const ENCODING = 'binary/gzip'
/** Below this many bytes the wrapping costs more than it saves. */
const WORTH_IT = 1024
/** The arguments of a local activity are kept nowhere, and its result is a few names: only something out of proportion is packed. */
const WORTH_IT_NEARBY = 32 * 1024
/** Up to this many bytes packing on the spot takes a tenth of the time that a thread of its own takes. */
const SMALL = 32 * 1024
/** A payload that unpacks to more than this is not one of ours. */
const LARGEST = 64 * 1024 * 1024
const { Payload: PayloadMessage } = protocol.temporal.api.common.v1
const packBeside = promisify(gzip)
const unpackBeside = promisify(gunzip)

/** Compresses payloads of 1 KB and more: a Plan of 60 KB becomes some 8 KB of history. Small ones stay readable in Temporal's UI. */
export const gzipCodec: PayloadCodec = {
  // Most payloads are small and pass as they are, without a promise for each.
  async encode(payloads, context) {
    const from = worthIt(context)
    return payloads.some((payload) => sizeOf(payload) >= from) ? Promise.all(payloads.map((payload) => encodeOne(payload, from))) : payloads
  },
  decode: async (payloads) => (payloads.some(isPacked) ? Promise.all(payloads.map(decodeOne)) : payloads),
}

const sizeOf = (payload: Payload): number => payload.data?.length ?? 0

function isPacked({ metadata }: Payload): boolean {
  const encoding = metadata?.[METADATA_ENCODING_KEY]
  return encoding?.length === ENCODING.length && Buffer.from(encoding).toString() === ENCODING
}

const worthIt = (context: SerializationContext | undefined): number => (context?.type === 'activity' && context.isLocal ? WORTH_IT_NEARBY : WORTH_IT)

const pack = (bytes: Uint8Array): Buffer | Promise<Buffer> => (bytes.length <= SMALL ? gzipSync(bytes) : packBeside(bytes))

const unpack = (bytes: Uint8Array): Buffer | Promise<Buffer> => {
  const limit = { maxOutputLength: LARGEST }
  return bytes.length <= SMALL ? gunzipSync(bytes, limit) : unpackBeside(bytes, limit)
}

async function encodeOne(payload: Payload, from: number): Promise<Payload> {
  if (sizeOf(payload) < from) return payload
  const whole = PayloadMessage.encode(payload).finish()
  return { metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING) }, data: await pack(whole) }
}

async function decodeOne(payload: Payload): Promise<Payload> {
  if (!isPacked(payload)) return payload
  try {
    return PayloadMessage.decode(await unpack(payload.data ?? new Uint8Array()))
  } catch {
    // Left as it is, so that the converter refuses it: there it costs the message, here it would hold up the whole case.
    return payload
  }
}

/**
 * The one converter of clients and workers, by `ENCRYPTION_KEY`: they must agree, or nobody can read a case's history. Packed
 * first, then encrypted. Throws `RangeError` for what is no key, and in production without one.
 */
export function dataConverterFor(env: Readonly<Record<string, string | undefined>>): DataConverter & { readonly payloadCodecs: PayloadCodec[] } {
  const keys = encryptionKeys(env)
  return { payloadCodecs: keys ? [gzipCodec, encryptionCodec(keys)] : [gzipCodec] }
}

/** The converter without a key, for tests, benches and replay of their histories. */
export const dataConverter: DataConverter = { payloadCodecs: [gzipCodec] }
