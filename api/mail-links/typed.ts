import type { Json, JsonObject } from '../../domain/json.ts'
import type { FormField } from '../../domain/plan.ts'
import { BadRequest } from '../problem.ts'

/** What somebody typed into the page, as it came. */
export interface Typed {
  /** Texts by the name of their input. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly files: readonly TypedFile[]
}

/** A file that somebody chose. */
export interface TypedFile {
  readonly field: string
  readonly name: string
  readonly type: string
  readonly body: Buffer
}

/** Nothing typed yet; `choice` is what the link in the mail names. */
export const untyped = (choice: string): Typed => ({ texts: new Map([['o', [choice]]]), files: [] })

/** The first text of an input, empty where there is none. */
export const textIn = ({ texts }: Typed, name: string): string => texts.get(name)?.[0] ?? ''

/** Far more than any page of ours sends. */
const MOST_PARTS = 500

/** Reads a posted page. Throws `BadRequest` for what no page of ours sends. */
export async function readTyped(body: unknown, contentType: string): Promise<Typed> {
  if (!Buffer.isBuffer(body) || body.length === 0) return { texts: new Map(), files: [] }
  const kind = contentType.split(';')[0]?.trim().toLowerCase()
  if (kind === 'application/x-www-form-urlencoded') return collected(urlEncoded(body))
  const boundary = kind === 'multipart/form-data' ? /boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) : null
  if (!boundary) throw new BadRequest(415, 'unsupported-media-type', 'send the page\'s own form')
  if (countOf(body, `--${boundary[1] ?? boundary[2] ?? ''}`) > MOST_PARTS) throw new BadRequest(413, 'too-many-fields', 'the form has more fields than any page here')
  return collected(await multipart(body, contentType))
}

async function multipart(body: Buffer, contentType: string): Promise<Iterable<[string, string | File]>> {
  try {
    return (await new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } }).formData()).entries() as Iterable<[string, string | File]>
  } catch {
    throw new BadRequest(400, 'malformed-form', 'the form cannot be read; open the page again and send it once more')
  }
}

function urlEncoded(body: Buffer): Iterable<[string, string]> {
  if (countOf(body, '&') >= MOST_PARTS) throw new BadRequest(413, 'too-many-fields', 'the form has more fields than any page here')
  return new URLSearchParams(body.toString('utf8'))
}

function countOf(body: Buffer, text: string): number {
  let count = 0
  for (let at = body.indexOf(text); at >= 0 && count <= MOST_PARTS; at = body.indexOf(text, at + text.length)) count++
  return count
}

async function collected(entries: Iterable<[string, string | File]>): Promise<Typed> {
  const texts = new Map<string, string[]>()
  const files: TypedFile[] = []
  for (const [name, value] of entries) {
    if (typeof value === 'string') texts.set(name, [...(texts.get(name) ?? []), value])
    // A browser sends an empty one for a field where nothing was chosen.
    else if (value.size > 0) files.push({ field: name, name: value.name, type: value.type, body: Buffer.from(await value.arrayBuffer()) })
  }
  return { texts, files }
}

/** The form as every channel sends it: as typed, empty fields left out, nothing in it that the step does not ask for. */
export const formOf = (typed: Typed, fields: readonly FormField[]): JsonObject => Object.fromEntries(fields.flatMap((field): [string, Json][] => {
  const texts = typed.texts.get(`f.${field.name}`) ?? []
  if (field.type.kind === 'choose_many') return texts.length === 0 ? [] : [[field.name, texts]]
  // A text area sends line breaks in its own way.
  const text = (texts[0] ?? '').replaceAll('\r\n', '\n')
  const sent = field.type.kind === 'text' ? text : text.trim()
  return sent === '' ? [] : [[field.name, sent]]
}))
