import type { Evidence } from '../../../domain/state.ts'
import { evidencePath, smallPath } from '../logic/proof.ts'

/** A photo or file by its name, a photo with its small picture, to look at or save. */
export function ProofLink({ item }: { readonly item: Extract<Evidence, { readonly sha256: string }> }) {
  const small = smallPath(item)
  return <a class="proof-link" href={evidencePath(item.sha256)} target="_blank" rel="noreferrer">{small && <img src={small} alt="" loading="lazy" />}{item.name}</a>
}
