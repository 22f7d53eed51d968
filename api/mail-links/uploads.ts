import type { FieldProblem } from '../../domain/form.ts'
import type { Evidence } from '../../domain/state.ts'
import type { EvidenceWanted } from '../../domain/views.ts'
import { oneLine } from '../../domain/mail/say.ts'
import type { ApiDeps } from '../deps.ts'
import { takeIn } from '../evidence.ts'
import { TAKEN } from '../file-type.ts'
import type { Typed } from './typed.ts'

/** The proof that came with the page, and what is wrong with it. Files that were taken stay taken when the page is shown again. */
export interface Proof {
  readonly given: Readonly<Record<string, readonly Evidence[]>>
  readonly problems: readonly FieldProblem[]
}

/** Keeps the files of a page and reads its links and codes. What a file is, its bytes say. */
export async function proofOf(deps: Pick<ApiDeps, 'evidence' | 'pictures'>, typed: Typed, wanted: readonly EvidenceWanted[], by: string): Promise<Proof> {
  const problems: FieldProblem[] = []
  const given: Record<string, readonly Evidence[]> = {}
  for (const rule of wanted) {
    if (rule.kind === 'link' || rule.kind === 'scan') {
      const { kind } = rule
      given[rule.name] = (typed.texts.get(`e.${rule.name}`) ?? []).flatMap((text) => text.split('\n')).map((line) => line.trim()).filter((line) => line !== '').map((text) => ({ kind, text }))
      continue
    }
    const kept = await keptBefore(deps, typed, rule)
    const fresh = await Promise.all(typed.files.filter(({ field }) => field === `e.${rule.name}`).map((file) => keep(deps, rule, file, by)))
    for (const item of fresh) if ('message' in item) problems.push({ field: `evidence.${rule.name}`, message: item.message })
    given[rule.name] = [...kept, ...fresh.filter((item) => !('message' in item) && !kept.some((known) => 'sha256' in known && known.sha256 === item.sha256)) as readonly Evidence[]]
  }
  return { given, problems }
}

/** What was uploaded with the page before, by hash; what never was is left out. */
async function keptBefore({ evidence }: Pick<ApiDeps, 'evidence'>, { texts }: Typed, { name, kind }: EvidenceWanted): Promise<readonly Evidence[]> {
  const found = (texts.get(`k.${name}`) ?? []).slice(0, 100).map(async (text): Promise<readonly Evidence[]> => {
    const [, sha256 = '', called = ''] = /^([0-9a-f]{64})\/(.*)$/su.exec(text) ?? []
    const about = sha256 === '' ? undefined : await evidence.about(sha256)
    return about && (kind === 'photo' || kind === 'file') ? [{ kind, sha256, name: nameOf(called, kind), type: about.type, bytes: about.bytes }] : []
  })
  return (await Promise.all(found)).flat()
}

async function keep(deps: Pick<ApiDeps, 'evidence' | 'pictures'>, rule: EvidenceWanted, { body, type: declared, name }: Typed['files'][number], by: string): Promise<Extract<Evidence, { sha256: string }> | FieldProblem> {
  const called = nameOf(name, rule.kind)
  const refused = (why: string): FieldProblem => ({ field: rule.name, message: `"${called}" ${why}` })
  const taken = await takeIn(deps, body, declared, by)
  if ('unfit' in taken) return refused(`cannot be taken: ${taken.unfit}`)
  if ('refused' in taken) return refused(`is none that is taken: send ${TAKEN}`)
  if (rule.kind === 'photo' && !taken.photo) return refused('is no photo: send a JPEG, PNG, WebP or HEIC picture')
  const { sha256, original, type, bytes } = taken
  return { kind: rule.kind === 'photo' ? 'photo' : 'file', sha256, name: called, type, bytes, ...(original === sha256 ? {} : { original }) }
}

const nameOf = (name: string, kind: string): string => oneLine(name.replace(/^.*[\\/]/s, ''), 200) || kind
