import type { FieldProblem } from './form.ts'
import { isObject, own, type Json } from './json.ts'
import type { EvidenceRule } from './plan.ts'
import type { Evidence } from './state.ts'

/** Proof by the name of its rule; every rule has an entry, an empty one where nothing was given. */
export type Given = Readonly<Record<string, readonly Evidence[]>>

/** The accepted proof, or every problem at once; a problem's field is `evidence.NAME`. */
export type EvidenceReading = { readonly ok: Given } | { readonly problems: readonly FieldProblem[] }

/** Types of pictures that count as a photo. */
export const PHOTO_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/heic']

/** Reads the proof of a completion as every channel does. `needs` says whether a rule asks for anything this time. */
export function readEvidence(rules: readonly EvidenceRule[], given: Json | undefined, needs: (rule: EvidenceRule) => boolean): EvidenceReading {
  const values = given ?? {}
  if (!isObject(values)) return { problems: [{ field: 'evidence', message: 'evidence is a map of name to a list' }] }
  const problems: FieldProblem[] = strays(rules, Object.keys(values))
  const accepted: Record<string, readonly Evidence[]> = {}
  for (const rule of rules) {
    const reading = readItems(rule, own(values, rule.name) ?? [], needs(rule))
    if ('problem' in reading) problems.push({ field: `evidence.${rule.name}`, message: reading.problem })
    else accepted[rule.name] = reading.items
  }
  return problems.length > 0 ? { problems } : { ok: accepted }
}

function strays(rules: readonly EvidenceRule[], names: readonly string[]): FieldProblem[] {
  const known = rules.length > 0 ? `it takes ${rules.map(({ name }) => `"${name}"`).join(', ')}` : 'it takes none'
  const strange = names.filter((name) => !rules.some((rule) => rule.name === name))
  return strange.map((name) => ({ field: `evidence.${name}`, message: `the step takes no evidence "${name}"; ${known}` }))
}

type Items = { readonly items: readonly Evidence[] } | { readonly problem: string }

function readItems(rule: EvidenceRule, value: Json, needed: boolean): Items {
  if (!Array.isArray(value)) return { problem: 'give a list' }
  const list: readonly Json[] = value
  const items = list.map((item) => readItem(rule.kind, item))
  const unfit = items.findIndex((item) => item === undefined)
  if (unfit >= 0) return { problem: `number ${unfit + 1} is ${WANTED[rule.kind]}` }
  const read = items.filter((item) => item !== undefined)
  // The same thing twice would stand for two and prove one.
  if (new Set(read.map(identity)).size < read.length) return { problem: 'the same one stands here twice' }
  if (needed && read.length < rule.atLeast) return { problem: `give ${counted(rule, rule.atLeast)}; there ${thereAre(read.length)}` }
  return read.length > rule.atMost ? { problem: `give no more than ${counted(rule, rule.atMost)}; there ${thereAre(read.length)}` } : { items: read }
}

const thereAre = (count: number): string => (count === 0 ? 'is none' : `${count === 1 ? 'is' : 'are'} ${count}`)

const counted = ({ kind, atMost, atLeast }: EvidenceRule, count: number): string =>
  `${count === atLeast && atMost > atLeast ? 'at least ' : ''}${count} ${count === 1 ? kind : `${kind}s`}`

const WANTED: Readonly<Record<EvidenceRule['kind'], string>> = {
  photo: 'no photo: upload a JPEG, PNG, WebP or HEIC picture and give its sha256, name, type and bytes',
  file: 'no file: upload it and give its sha256, name, type and bytes',
  link: 'no link: write an address that begins with "https://" or "http://"',
  scan: 'no scan: give the code as text of at most 200 characters',
}

const identity = (item: Evidence): string => ('sha256' in item ? item.sha256 : item.text)

const LONGEST_LINK = 2_000
const LONGEST_NAME = 200
const LONGEST_SCAN = 200

/** One piece, with nothing in it that was not asked for. */
function readItem(kind: EvidenceRule['kind'], item: Json): Evidence | undefined {
  if (!isObject(item) || item['kind'] !== kind) return undefined
  if (kind === 'link' || kind === 'scan') {
    const { text } = item
    return typeof text === 'string' && (kind === 'link' ? isLink(text) : isPlain(text, LONGEST_SCAN)) ? { kind, text } : undefined
  }
  const { sha256, name, type, bytes, original } = item
  if (!isHash(sha256) || (original !== undefined && !isHash(original)) || typeof type !== 'string' || !/^[a-z]+\/[\w.+-]{1,100}$/.test(type)) return undefined
  if (typeof name !== 'string' || !isPlain(name, LONGEST_NAME) || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 1) return undefined
  return kind === 'photo' && !PHOTO_TYPES.includes(type) ? undefined : { kind, sha256, name, type, bytes, ...(original === undefined ? {} : { original }) }
}

const isHash = (value: Json | undefined): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const isPlain = (text: string, longest: number): boolean => text.trim() !== '' && text.length <= longest && /^[^\p{Cc}\p{Cs}]*$/u.test(text)

/** Only what a browser opens as a page: never a script, and nobody's password in it. */
const isLink = (text: string): boolean => text.length <= LONGEST_LINK && /^https?:\/\/[^\s/?#@\\]+([/?#][^\s]*)?$/iu.test(text) && isPlain(text, LONGEST_LINK)
