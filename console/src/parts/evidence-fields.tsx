import { useState } from 'preact/hooks'
import type { Evidence } from '../../../domain/state.ts'
import type { EvidenceWanted } from '../../../domain/views.ts'
import { ApiProblem, upload } from '../api.ts'
import { evidencePath, needOfEvidence, type Proof } from '../logic/proof.ts'
import { say } from '../logic/words.ts'

interface Props {
  readonly wanted: EvidenceWanted
  readonly id: string
  readonly items: readonly Evidence[]
  readonly error: string | undefined
  readonly onItems: (items: readonly Evidence[]) => void
}

/** The proof that a task takes: photos and files are uploaded as soon as they are chosen, links and codes are typed one a line. */
export function EvidenceFields({ wanted, idPrefix, outcome, proof, errors, onProof }: {
  readonly wanted: readonly EvidenceWanted[]
  readonly idPrefix: string
  readonly outcome: string | null
  readonly proof: Proof
  readonly errors: ReadonlyMap<string, string>
  readonly onProof: (name: string, items: readonly Evidence[]) => void
}) {
  return (
    <>
      {wanted.map((one) => {
        const id = `${idPrefix}-${one.name}`
        const error = errors.get(`evidence.${one.name}`)
        const props: Props = { wanted: one, id, items: proof[one.name] ?? [], error, onItems: (items) => onProof(one.name, items) }
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

function Files({ wanted, id, items, error, onItems }: Props) {
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: string }>({ busy: false, problem: '' })
  const add = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])]
    input.value = ''
    setState({ busy: true, problem: '' })
    try {
      const added = await Promise.all(files.map((file) => kept(wanted.kind, file)))
      onItems([...items, ...added.filter((item) => !items.some((known) => same(known, item)))])
      setState({ busy: false, problem: '' })
    } catch (caught) {
      setState({ busy: false, problem: caught instanceof ApiProblem ? caught.message : 'The file could not be read.' })
    }
  }
  return (
    <>
      <input
        type="file" id={id} multiple disabled={state.busy} aria-invalid={error !== undefined} aria-describedby={error ? `${id}-error` : undefined}
        accept={wanted.kind === 'photo' ? 'image/jpeg,image/png,image/webp,image/heic' : undefined} onChange={(event) => void add(event.currentTarget)}
      />
      {state.busy && <p class="help" role="status">Uploading …</p>}
      {state.problem && <p class="error" role="alert">{state.problem}</p>}
      <ul class="proof">{items.map((item) => 'sha256' in item && (
        <li key={item.sha256}>
          <a href={evidencePath(item.sha256)} target="_blank" rel="noreferrer">{item.name}</a>{' '}
          <button type="button" class="plain" onClick={() => onItems(items.filter((other) => other !== item))}>Remove<span class="hidden"> {item.name}</span></button>
        </li>
      ))}</ul>
    </>
  )
}

async function kept(kind: EvidenceWanted['kind'], file: File): Promise<Evidence> {
  const { sha256, type, bytes } = await upload<{ sha256: string; type: string; bytes: number }>('/api/evidence', file)
  return { kind: kind === 'photo' ? 'photo' : 'file', sha256, name: file.name.slice(0, 200) || say(kind), type, bytes }
}

const same = (a: Evidence, b: Evidence): boolean => 'sha256' in a && 'sha256' in b && a.sha256 === b.sha256

function Lines({ wanted, id, items, error, onItems }: Props) {
  const kind = wanted.kind === 'link' ? 'link' : 'scan'
  const [text, setText] = useState(items.map((item) => ('text' in item ? item.text : '')).join('\n'))
  const change = (next: string) => {
    setText(next)
    onItems(next.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => ({ kind, text: line })))
  }
  return (
    <>
      <p class="help">{kind === 'link' ? 'an address that begins with https://' : 'scan it or type it'}{wanted.atMost > 1 && ', one a line'}</p>
      <textarea id={id} rows={Math.min(wanted.atMost, 3)} aria-invalid={error !== undefined} aria-describedby={error ? `${id}-error` : undefined} onInput={(event) => change(event.currentTarget.value)}>{text}</textarea>
    </>
  )
}
