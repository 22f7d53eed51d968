import { createHash } from 'node:crypto'
import type { EvidenceRule, TaskStep } from '../../domain/plan.ts'
import type { Evidence } from '../../domain/state.ts'
import type { Path } from '../places.ts'
import type { Tools } from './tools.ts'

type Given = Readonly<Record<string, number | readonly string[]>>

/** Evidence as a person would hand it in: so many pieces, or one for each name, link or code. Files have no content, only a hash of their name. */
export function readEvidence(given: Given, task: TaskStep, path: Path, tools: Tools): Readonly<Record<string, readonly Evidence[]>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, pieces]) => {
      const rule = task.evidence.find((each) => each.name === name)
      tools.known(name, task.evidence.map((each) => each.name), `evidence of "${task.id}"`, [...path, name], 'key')
      const texts = typeof pieces === 'number' ? Array.from({ length: pieces }, (_, index) => `${name}-${index + 1}`) : pieces
      return [name, rule ? texts.map((text) => pieceOf(rule.kind, text)) : []]
    }),
  )
}

function pieceOf(kind: EvidenceRule['kind'], text: string): Evidence {
  if (kind === 'scan') return { kind, text }
  if (kind === 'link') return { kind, text: /^https?:/.test(text) ? text : `https://evidence.example/${encodeURIComponent(text)}` }
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { kind, sha256, name: text, type: kind === 'photo' ? 'image/jpeg' : 'application/pdf', bytes: 1024 }
}
