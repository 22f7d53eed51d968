import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { METADATA_ENCODING_KEY } from '@temporalio/common'
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common'
import { temporal } from '@temporalio/proto'

const ENCODING = 'binary/gzip'
/** Below this many bytes the wrapping costs more than it saves. */
const WORTH_IT = 1024
/** A payload that unpacks to more than this is not one of ours. */
const LARGEST = 64 * 1024 * 1024
const { Payload: PayloadMessage } = temporal.api.common.v1
const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Compresses payloads of 1 KB and more: a Plan of 60 KB becomes some 8 KB of history. Small ones stay readable in Temporal's UI. */
export const gzipCodec: PayloadCodec = {
  encode: (payloads) => Promise.all(payloads.map(encodeOne)),
  decode: (payloads) => Promise.all(payloads.map(decodeOne)),
}

async function encodeOne(payload: Payload): Promise<Payload> {
  if ((payload.data?.length ?? 0) < WORTH_IT) return payload
  const whole = PayloadMessage.encode(payload).finish()
  return { metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING) }, data: await pack(whole) }
}

async function decodeOne(payload: Payload): Promise<Payload> {
  const encoding = payload.metadata?.[METADATA_ENCODING_KEY]
  if (!encoding || Buffer.from(encoding).toString() !== ENCODING) return payload
  return PayloadMessage.decode(await unpack(payload.data ?? new Uint8Array(), { maxOutputLength: LARGEST }))
}

/** The one converter of clients, workers and replay: they must agree, or nobody can read a case's history. */
export const dataConverter: DataConverter = { payloadCodecs: [gzipCodec] }
