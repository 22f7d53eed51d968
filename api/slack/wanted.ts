import { createHash } from 'node:crypto'
import type { Filled } from '../../adapters/slack/modal-read.ts'
import type { ModalPlace } from '../../adapters/slack/modal.ts'
import { CANNOT_REASONS, type Command } from '../../domain/event.ts'
import { readEvidence } from '../../domain/evidence.ts'
import { readForm, type FieldProblem } from '../../domain/form.ts'
import type { FileToFetch } from '../../domain/interaction.ts'
import { own, type Json } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Evidence } from '../../domain/state.ts'
import type { EvidenceWanted, TaskCard } from '../../domain/views.ts'
import { readDuration } from '../duration.ts'

/** What was filled in as a command, with the files that are still to be fetched; or every problem at once, by field. */
export type Wanted = { readonly command: Command; readonly files: Readonly<Record<string, readonly FileToFetch[]>> } | { readonly problems: readonly FieldProblem[] }

type Common = Pick<Command, 'commandId' | 'by' | 'via'> & { readonly step: string; readonly instance: string; readonly epoch: number }

/** What a modal is judged by, besides what is in it. */
export interface Judging {
  readonly common: Common
  readonly place: Pick<ModalPlace, 'act' | 'outcome'>
  readonly task: TaskCard
  readonly organisation: Organisation
  readonly roles: readonly string[]
}

/**
 * Judges what was filled in by the task as it stands in our database, in the same words as everywhere. What only the case can judge
 * (its checks, who else has acted) is left to the case.
 */
export function readWanted(filled: Filled, { common, place, task, organisation, roles }: Judging): Wanted {
  switch (place.act) {
    case 'finish': return finish(filled, common, place.outcome ?? filled.outcome, task)
    case 'by_hand': return byHand(filled, common, task, roles)
    case 'no': return needing(filled.note === '', 'note', 'say why not', { ...common, do: 'confirm', yes: false, note: filled.note })
    case 'answer': return formed(task, filled, undefined, (form) => ({ ...common, do: 'answer', form }))
    case 'handoff': return handoff(filled, common, organisation)
    case 'pause': return pause(filled, common)
    case 'cannot': return cannot(filled, common)
    case 'another_way': case 'sop_wrong':
      return needing(filled.note === '', 'note', 'say what you did, or what is wrong', { ...common, do: 'remark', kind: place.act, note: filled.note })
  }
}

const problem = (field: string, message: string): Wanted => ({ problems: [{ field, message }] })

const needing = (missing: boolean, field: string, message: string, command: Command): Wanted => (missing ? problem(field, message) : { command, files: {} })

function formed(task: TaskCard, { form }: Filled, outcome: string | undefined, command: (form: Filled['form']) => Command): Wanted {
  const reading = readForm(task.form, form, outcome)
  return 'problems' in reading ? reading : { command: command(form), files: {} }
}

function finish(filled: Filled, common: Common, outcome: string | undefined, task: TaskCard): Wanted {
  if (outcome === undefined) return problem('outcome', 'choose how it ended')
  if (!task.outcomes.includes(outcome)) return problem('outcome', `the step cannot end with "${outcome}"; it can with ${task.outcomes.join(', ')}`)
  const reading = readForm(task.form, filled.form, outcome)
  const rules = task.evidence ?? []
  const proof = readEvidence(rules.map(({ unless: _unless, ...rule }) => rule), given(rules, filled), ({ name }) => rules.some((rule) => rule.name === name && isWanted(rule, outcome)))
  const problems = [...('problems' in reading ? reading.problems : []), ...('problems' in proof ? proof.problems : [])]
  if (problems.length > 0) return { problems }
  return { command: { ...common, do: 'complete', outcome, form: filled.form, ...(rules.length > 0 ? { evidence: typed(rules, filled) } : {}) }, files: chosen(rules, filled) }
}

/** Whether it has to be there for this outcome. What an `unless` says, only the case can tell. */
const isWanted = ({ required, unless }: Pick<EvidenceWanted, 'required' | 'unless'>, outcome: string): boolean =>
  !unless && (typeof required === 'boolean' ? required : required.includes(outcome))

const isTyped = ({ kind }: EvidenceWanted): boolean => kind === 'link' || kind === 'scan'

/** Proof as far as it can be judged before the files are here: a file's id stands for its bytes. */
const given = (rules: readonly EvidenceWanted[], { evidence }: Filled): Json => Object.fromEntries(rules.map((rule) => {
  const { files = [], texts = [] } = own(evidence, rule.name) ?? {}
  const pieces = files.map(({ id, name, type, bytes }) => ({ kind: rule.kind, sha256: createHash('sha256').update(id).digest('hex'), name: plainName(name, id), type: plainType(type), bytes: Math.max(1, Math.trunc(bytes)) }))
  return [rule.name, isTyped(rule) ? texts.map((text) => ({ kind: rule.kind, text })) : pieces]
}))

/** Names and types are looked at once the bytes are here; a strange one must not look like a missing file. */
const plainName = (name: string, id: string): string => name.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim().slice(0, 200) || id
const plainType = (type: string): string => (/^[a-z]+\/[\w.+-]{1,100}$/.test(type) ? type : 'application/octet-stream')

const typed = (rules: readonly EvidenceWanted[], { evidence }: Filled): Readonly<Record<string, readonly Evidence[]>> => Object.fromEntries(rules.filter(isTyped)
  .map(({ name, kind }) => [name, (own(evidence, name)?.texts ?? []).map((text) => ({ kind: kind === 'link' ? 'link' as const : 'scan' as const, text }))]))

const chosen = (rules: readonly EvidenceWanted[], { evidence }: Filled): Readonly<Record<string, readonly FileToFetch[]>> => Object.fromEntries(rules.filter((rule) => !isTyped(rule))
  .map(({ name, kind }) => [name, (own(evidence, name)?.files ?? []).map((file) => ({ id: file.id, kind: kind === 'photo' ? 'photo' as const : 'file' as const, name: file.name }))]))

function byHand(filled: Filled, common: Common, task: TaskCard, roles: readonly string[]): Wanted {
  const [only] = task.outcomes
  const outcome = filled.outcome ?? (task.outcomes.length === 1 ? only : undefined)
  if (filled.reference === '') return problem('reference', 'say where it can be seen that it was done')
  if (outcome === undefined && task.outcomes.length > 1) return problem('outcome', `say how it ended: ${task.outcomes.join(', ')}`)
  return formed(task, filled, outcome, (form) => ({ ...common, do: 'settle', choice: 'done_by_hand', reference: filled.reference, form, roles, ...(outcome === undefined ? {} : { outcome }) }))
}

function handoff({ to, summary }: Filled, common: Common, { people }: Organisation): Wanted {
  if (to !== undefined && !own(people, to)?.active) return problem('to', `nobody called "${to}" works here; choose somebody else`)
  return needing(summary === '', 'summary', 'say how it stands', { ...common, do: 'handoff', summary, ...(to === undefined ? {} : { to }) })
}

function pause({ reason, for: limit }: Filled, common: Common): Wanted {
  if (reason === undefined) return problem('reason', 'choose what it is waiting for')
  const forMs = limit === undefined ? undefined : readDuration(limit)
  if (limit !== undefined && forMs === undefined) return problem('for', 'write a duration such as "4h", "90m" or "2d"')
  return { command: { ...common, do: 'pause', reason, ...(forMs === undefined ? {} : { forMs }) }, files: {} }
}

function cannot({ reason, note }: Filled, common: Common): Wanted {
  const known = CANNOT_REASONS.find((one) => one === reason)
  if (!known) return problem('reason', 'choose why not')
  return needing(known === 'other' && note === '', 'note', 'say what the other reason is', { ...common, do: 'cannot', reason: known, note })
}
