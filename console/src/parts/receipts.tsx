import { basisWords, otherWords, receiptsOf, type Receipt } from '../../../domain/receipt.ts'
import { nameOf, namesFor } from '../logic/people.ts'
import { titlesIn } from '../logic/sentences.ts'
import { say, sayFirst } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { StoryLine } from '../wire.ts'

/** Every change of owner with its receipt: why them, by which roster and version at that instant, who else was looked at and why not. */
export function Receipts({ story }: { readonly story: readonly StoryLine[] }) {
  const { session } = useReader()
  const given = receiptsOf(story)
  const titles = titlesIn(story)
  return (
    <ol class="receipts">
      {given.map((receipt, index) => (
        <li key={index}>
          <p><strong>{receipt.to.map((id) => nameOf(id, session.people)).join(', ') || 'Nobody'}</strong>{receipt.before && ` from ${nameOf(receipt.before, session.people)}`}: {receipt.title ?? titles.get(receipt.step ?? '') ?? sayFirst(receipt.step ?? '')}, <Exact at={receipt.at} /></p>
          <ReceiptWords receipt={receipt} />
        </li>
      ))}
    </ol>
  )
}

/** One receipt in words. */
export function ReceiptWords({ receipt }: { readonly receipt: Receipt<string> }) {
  const { session } = useReader()
  const named = (text: string) => namesFor(session.people.map(({ id }) => id), text, session.people)
  return (
    <ul>
      {receipt.because && <li>{capital(named(receipt.because))}</li>}
      <li>{capital(named(receipt.why))}</li>
      {otherWords(receipt, (id) => nameOf(id, session.people)).map((words) => <li key={words} class="quiet">{capital(words)}</li>)}
      {receipt.version && <li class="quiet">{capital(basisWords(receipt, say))}, <Exact at={receipt.at} /></li>}
    </ul>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
