import { isObject } from '../../domain/json.ts'

/** One event as an export has it. */
export interface Row {
  readonly chain: string
  readonly position: number
  readonly type: string
  readonly at: string
  /** Hex. */
  readonly previous: string
  readonly hash: string
  /** The stored bytes, unless they are left out. */
  readonly body: Buffer | undefined
  readonly bodyHash: string | undefined
}

const BODY = Buffer.from(',"body":')
const BRACE = 0x7d
const HASH = /^[0-9a-f]{64}$/

/** A line as it is written where no name needs an escape: three times as fast as JSON, and a line of any other writing is read as JSON. */
const PLAIN = /^\{"chain":"([ !#-[\]-~]+)","position":(\d{1,9}),"type":"(\w+)","at":"([-+\d:.TZ]{20,30})","previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"$/

/** Reads the line of an event without touching its body; undefined for a line that is none. */
export function readRow(line: Buffer): Row | undefined {
  const at = line.indexOf(BODY)
  if (at >= 0 && line.at(-1) !== BRACE) return undefined
  const [, name, place, kind, instant, before, own] = (at >= 0 && PLAIN.exec(line.toString('latin1', 0, at))) || []
  if (name !== undefined && kind !== undefined && instant !== undefined && before !== undefined && own !== undefined)
    return { chain: name, position: Number(place), type: kind, at: instant, previous: before, hash: own, body: line.subarray(at + BODY.length, -1), bodyHash: undefined }
  const said = parsed(at < 0 ? line.toString('utf8') : `${line.toString('utf8', 0, at)}}`)
  if (!isObject(said)) return undefined
  const { chain, position, type, at: when, previous, hash, bodyHash, bytes } = said
  if (typeof chain !== 'string' || typeof position !== 'number' || typeof type !== 'string' || typeof when !== 'string') return undefined
  if (typeof previous !== 'string' || typeof hash !== 'string' || !HASH.test(previous) || !HASH.test(hash)) return undefined
  if (bodyHash !== undefined && (typeof bodyHash !== 'string' || !HASH.test(bodyHash))) return undefined
  const body = at >= 0 ? line.subarray(at + BODY.length, -1) : typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : undefined
  return { chain, position, type, at: when, previous, hash, body, bodyHash: typeof bodyHash === 'string' ? bodyHash : undefined }
}

/** JSON, or undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a body says of itself. */
export interface Said {
  readonly agrees: boolean
  /** Epoch milliseconds. */
  readonly recordedAt: number | undefined
}

/** The beginning of a body as it is sealed, up to what stands beside it too. What comes after is sealed with it. */
const SEALED = /^\{"format":[12],"caseId":"([ !#-[\]-~]+)","position":(\d{1,9}),"runId":"[\w-]*","turn":\d+,"token":"[\w-]*","proven":(?:true|false),"recordedAt":(\d{1,15})(?:,"sop":"[^"\\]*","version":"[^"\\]*","tzdata":"[^"\\]*")?,"event":\{"type":"(\w+)","at":(-?\d{1,15})[,}]/
/** Longer than that beginning. */
const BEGINNING = 640

/** Whether the bytes of an event name the chain, the position, the type and the instant that stand beside them. */
export function saidBy({ chain, position, type, at, body }: Row): Said {
  const [, caseId, place, recorded, kind, instant] = (body && SEALED.exec(body.toString('latin1', 0, Math.min(BEGINNING, body.length)))) || []
  if (caseId !== undefined) return { agrees: chain.length === caseId.length + 5 && chain.endsWith(caseId) && chain.startsWith('case/') && Number(place) === position && kind === type && Number(instant) === Date.parse(at), recordedAt: Number(recorded) }
  const said = body && parsed(body.toString('utf8'))
  if (!isObject(said) || said['position'] !== position) return { agrees: false, recordedAt: undefined }
  const { event, recordedAt } = said
  const named = chain === 'roster' ? said['kind'] === type && said['at'] === Date.parse(at)
    : (chain.startsWith('case/') ? said['caseId'] === chain.slice(5) : said['chain'] === chain) && isObject(event) && event['type'] === type && event['at'] === Date.parse(at)
  return { agrees: named, recordedAt: typeof recordedAt === 'number' ? recordedAt : undefined }
}
