import { useEffect, useRef, useState } from 'preact/hooks'
import type { Evidence } from '../../domain/state.ts'
import type { EvidenceWanted } from '../../domain/views.ts'
import { ApiProblem, upload } from './api.ts'
import { comeBack } from './come-back.ts'
import { same } from './logic/proof.ts'
import { say } from '../../domain/words.ts'

/** Files on their way: how many are left, what is wrong with the last that was refused, and how to add some. */
export interface Uploads {
  readonly left: number
  readonly problem: string
  readonly add: (files: readonly File[]) => void
}

/** Uploads one file after the other. One that found nobody is sent again by itself; one that is refused is named with why. */
export function useUploads(
  kind: EvidenceWanted['kind'], onItems: (next: (now: readonly Evidence[]) => readonly Evidence[]) => void, onUploading: (by: 1 | -1) => void,
): Uploads {
  const [state, setState] = useState({ left: 0, problem: '' })
  const gone = useRef(new AbortController())
  useEffect(() => () => gone.current.abort(), [])
  const send = async (file: File): Promise<void> => {
    const refused = await attempts(kind, file, gone.current.signal, {
      kept: (item) => onItems((now) => (now.some((known) => same(known, item)) ? now : [...now, item])),
      lost: () => setState((now) => ({ ...now, problem: 'Evenkeel did not answer. What is left is sent again by itself.' })),
    })
    if (gone.current.signal.aborted) return
    onUploading(-1)
    setState((now) => ({ left: now.left - 1, problem: refused }))
  }
  const add = (files: readonly File[]): void => {
    setState((now) => ({ left: now.left + files.length, problem: '' }))
    for (const _ of files) onUploading(1)
    void files.reduce((before, file) => before.then(() => send(file)), Promise.resolve())
  }
  return { ...state, add }
}

/** Resolves with why it is not taken, empty when it is. */
async function attempts(
  kind: EvidenceWanted['kind'], file: File, signal: AbortSignal, tell: { readonly kept: (item: Evidence) => void; readonly lost: () => void },
): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      const item = await kept(kind, file)
      if (!signal.aborted) tell.kept(item)
      return ''
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) return `${file.name} could not be read.`
      if (!caught.lost) return `${file.name}: ${caught.message}`
      tell.lost()
      if (!(await comeBack(tries, signal))) return ''
    }
  }
}

async function kept(kind: EvidenceWanted['kind'], file: File): Promise<Evidence> {
  const { sha256, original, type, bytes } = await upload<{ sha256: string; original: string; type: string; bytes: number }>('/api/evidence', file)
  const own = original === sha256 ? {} : { original }
  return { kind: kind === 'photo' ? 'photo' : 'file', sha256, name: file.name.slice(0, 200) || say(kind), type, bytes, ...own }
}
