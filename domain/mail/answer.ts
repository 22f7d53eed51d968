import { CANNOT_REASONS, type CannotReason } from '../event.ts'

/** What an answer by mail says, or why it cannot be said. */
export type MailAnswer =
  | { readonly do: 'complete'; readonly outcome: string }
  | { readonly do: 'cannot'; readonly reason: CannotReason; readonly note: string }
  | { readonly unclear: string }

/** Marks that hide or turn text, and control characters. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]/u

/** How people end a mail. */
const GOODBYE = /^(thanks?|thank you|many thanks|thx|cheers|best|(kind |best |warm )?regards|sent from my [\w ]{1,30}|--)[,.! ]*$/i

/**
 * Reads what somebody wrote in answer to a task. The first line has to be the answer and nothing else; whoever adds anything that may
 * change its meaning is read by a person. `name` is how the sender may sign.
 */
export function answerIn(text: string, outcomes: readonly string[], name: string): MailAnswer {
  const lines = text.replaceAll('\r\n', '\n').split('\n').map((line) => line.replace(/[ \t\u00A0]+$/, ''))
  const [first = '', ...rest] = lines.slice(lines.findIndex((line) => line.trim() !== ''))
  if (first.trim() === '') return { unclear: 'there is nothing in it besides what it quotes' }
  if (DECEPTIVE.test(first.replaceAll('\t', ' '))) return { unclear: 'its first line has characters that hide others' }
  const answer = commandIn(first, outcomes)
  if (!answer) return { unclear: 'its first line is no answer' }
  const added = rest.map((line) => line.trim()).filter((line) => line !== '' && !GOODBYE.test(line) && !signs(line, name))
  if (added.some((line) => commandIn(line, outcomes))) return { unclear: 'it gives two answers' }
  return added.length > 0 ? { unclear: 'it says more than its first line' } : answer
}

const signs = (line: string, name: string): boolean => {
  const signed = line.replace(/[,.]$/, '').toLowerCase()
  return signed === name.toLowerCase() || signed === name.split(' ')[0]?.toLowerCase()
}

function commandIn(line: string, outcomes: readonly string[]): MailAnswer | undefined {
  const [, reason, note = ''] = /^CANNOT +([a-z_ -]+?)(?: *: *(.{1,500}))?$/i.exec(line) ?? []
  if (reason !== undefined) return cannot(reason, note)
  const outcome = named(line, outcomes)
  if (outcome !== undefined) return { do: 'complete', outcome }
  if (/^DONE$/i.test(line)) return outcomes.length === 1 ? { do: 'complete', outcome: outcomes[0] ?? '' } : undefined
  const [, said] = /^DONE(?: +|: *)(.+)$/i.exec(line) ?? []
  const told = said === undefined ? undefined : named(said, outcomes)
  return told === undefined ? undefined : { do: 'complete', outcome: told }
}

function cannot(said: string, note: string): MailAnswer | undefined {
  const reason = CANNOT_REASONS.find((known) => plain(known) === plain(said))
  return reason && (reason !== 'other' || note.trim() !== '') ? { do: 'cannot', reason, note: note.trim() } : undefined
}

/** The one outcome of that name; big letters and gaps make no difference. */
function named(said: string, outcomes: readonly string[]): string | undefined {
  const fits = outcomes.filter((outcome) => plain(outcome) === plain(said))
  return fits.length === 1 ? fits[0] : undefined
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[ _-]+/g, ' ')
