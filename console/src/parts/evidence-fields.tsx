import { useState } from 'preact/hooks'
import type { Evidence } from '../../../domain/state.ts'
import type { EvidenceWanted } from '../../../domain/views.ts'
import { same, type Proof } from '../logic/proof.ts'
import { needOfEvidence } from '../../../domain/task-words.ts'
import { useUploads } from '../uploads.ts'
import { ProofLink } from './proof-link.tsx'

interface Props {
  readonly wanted: EvidenceWanted
  readonly id: string
  readonly items: readonly Evidence[]
  readonly error: string | undefined
  readonly onItems: (next: (now: readonly Evidence[]) => readonly Evidence[]) => void
  readonly onUploading: (by: 1 | -1) => void
}

/** The proof that a task takes: photos and files are uploaded as soon as they are chosen, links and codes are typed one a line. */
export function EvidenceFields({ wanted, idPrefix, outcome, proof, errors, onProof, onUploading }: {
  readonly wanted: readonly EvidenceWanted[]
  readonly idPrefix: string
  readonly outcome: string | null
  readonly proof: Proof
  readonly errors: ReadonlyMap<string, string>
  readonly onProof: (name: string, next: (now: readonly Evidence[]) => readonly Evidence[]) => void
  /** One more upload under way, or one less. */
  readonly onUploading: (by: 1 | -1) => void
}) {
  return (
    <>
      {wanted.map((one) => {
        const id = `${idPrefix}-${one.name}`
        const error = errors.get(`evidence.${one.name}`)
        const props: Props = { wanted: one, id, items: proof[one.name] ?? [], error, onItems: (next) => onProof(one.name, next), onUploading }
        return (
          <div class="field" key={one.name}>
            <label for={id}>{one.label} <span class="quiet">({needOfEvidence(one, outcome)})</span></label>
            {one.kind === 'photo' || one.kind === 'file' ? <Files {...props} /> : <Lines {...props} />}
            {error && <p class="error" id={`${id}-error`}>{error}</p>}
          </div>
        )
      })}
    </>
  )
}

const FILE_TYPES = 'image/jpeg,image/png,image/webp'

function Files({ wanted, id, items, error, onItems, onUploading }: Props) {
  const { left, problem, add } = useUploads(wanted.kind, onItems, onUploading)
  return (
    <>
      <input
        class="hidden" type="file" id={id} multiple aria-invalid={error !== undefined} aria-describedby={error ? `${id}-error` : undefined}
        accept={wanted.kind === 'photo' ? FILE_TYPES : undefined} onChange={(event) => { add([...(event.currentTarget.files ?? [])]); event.currentTarget.value = '' }}
      />
      <label class="button file" for={id}>{wanted.kind === 'photo' ? 'Take or choose photos' : 'Choose files'}</label>
      <p class="help" role="status">{left > 0 && `Uploading ${left} …`}</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      <ul class="proof">{items.map((item) => 'sha256' in item && (
        <li key={item.sha256}>
          <ProofLink item={item} />{' '}
          <button type="button" class="plain" onClick={() => onItems((now) => now.filter((other) => !same(other, item)))}>Remove<span class="hidden"> {item.name}</span></button>
        </li>
      ))}</ul>
    </>
  )
}

function Lines({ wanted, id, items, error, onItems }: Props) {
  const kind = wanted.kind === 'link' ? 'link' : 'scan'
  const [text, setText] = useState(items.map((item) => ('text' in item ? item.text : '')).join('\n'))
  const change = (next: string) => {
    setText(next)
    onItems(() => next.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => ({ kind, text: line })))
  }
  return (
    <>
      <p class="help">{kind === 'link' ? 'an address that begins with https://' : 'scan it or type it'}{wanted.atMost > 1 && ', one a line'}</p>
      <textarea id={id} data-scan={kind === 'scan' || undefined} value={text} rows={Math.min(wanted.atMost, 3)} aria-invalid={error !== undefined} aria-describedby={error ? `${id}-error` : undefined} onInput={(event) => change(event.currentTarget.value)} />
    </>
  )
}
