import { isObject } from '../json.ts'
import type { Head } from './merkle.ts'

/**
 * One signed line of the file of checkpoints. A checkpoint is one line, or several of which all but the last say `more`. `heads` are the
 * chains that moved since the checkpoint before, all of them with `whole`.
 */
export interface Checkpoint {
  /** Lines are counted from 1 on, over all files of an installation. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly at: number
  /** sha256 of the line before, hex; 64 zeros before the first. */
  readonly previous: string
  readonly heads: readonly Head[]
  /** Nothing before it is needed: how a file begins. */
  readonly whole: boolean
  readonly more: boolean
  /** Over the heads of all chains as they are after this line: their number, the events in them, the Merkle root, hex. Missing with `more`. */
  readonly over?: { readonly chains: number; readonly events: number; readonly root: string }
  /** Which key signed it. */
  readonly key: string
}

/** A line as it was read: what was signed, by which signature. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly signed: string
  /** Base64. */
  readonly signature: string
}

/** At most so many heads in one line. */
export const HEADS_A_LINE = 500
/** Before the first line. */
export const NO_LINE = '0'.repeat(64)

const PURPOSE = 'evenkeel checkpoint 1\n'

/** What is signed of a checkpoint; its purpose goes first, so that no other text signed by the key can be taken for one. */
export function textToSign({ number, at, previous, heads, whole, more, over, key }: Checkpoint): string {
  return PURPOSE + JSON.stringify({
    format: 1, number, at: new Date(at).toISOString(), previous, ...(whole ? { whole } : {}), ...(more ? { more } : {}),
    ...over, heads: heads.map(({ chain, position, hash }) => [chain, position, hash]), key,
  })
}

/** The line of a signed checkpoint, without its newline. */
export const lineOf = (signed: string, signature: string): string => `${signed.slice(PURPOSE.length, -1)},"signature":"${signature}"}`

const LINE = /^(\{.*),"signature":"([A-Za-z0-9+/]+={0,2})"\}$/s

/** Reads a line; undefined for one that is torn, or is none. The signature is not judged here. */
export function readLine(line: string): SignedCheckpoint | undefined {
  const [, before, signature] = LINE.exec(line) ?? []
  if (before === undefined || signature === undefined) return undefined
  const checkpoint = asCheckpoint(parsed(`${before}}`))
  return checkpoint && { checkpoint, signed: `${PURPOSE}${before}}`, signature }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asCheckpoint(value: unknown): Checkpoint | undefined {
  if (!isObject(value) || value['format'] !== 1) return undefined
  const { number, at, previous, heads, chains, events, root, key } = value
  const instant = typeof at === 'string' ? Date.parse(at) : Number.NaN
  const list = Array.isArray(heads) ? heads.map(asHead) : [undefined]
  if (typeof number !== 'number' || Number.isNaN(instant) || typeof previous !== 'string' || typeof key !== 'string' || list.includes(undefined)) return undefined
  const more = value['more'] === true
  if (!more && (typeof chains !== 'number' || typeof events !== 'number' || typeof root !== 'string')) return undefined
  const over = typeof chains === 'number' && typeof events === 'number' && typeof root === 'string' ? { over: { chains, events, root } } : {}
  return { number, at: instant, previous, heads: list.filter((head) => head !== undefined), whole: value['whole'] === true, more, ...over, key }
}

function asHead(value: unknown): Head | undefined {
  const [chain, position, hash] = Array.isArray(value) ? (value as readonly unknown[]) : []
  return typeof chain === 'string' && typeof position === 'number' && typeof hash === 'string' ? { chain, position, hash } : undefined
}
