import { CANNOT_REASONS, type Command } from '../../domain/event.ts'
import type { FieldProblem } from '../../domain/form.ts'
import { choicesOf } from '../../domain/mail/say.ts'
import type { MailLink } from '../../domain/mail/link.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { rolesOf } from '../../domain/roles.ts'
import { formOf, textIn, type Typed } from './typed.ts'
import type { Proof } from './uploads.ts'
import { say } from '../../domain/words.ts'

/** What a page asks for: the command, and how it is called afterwards. */
export interface Wanted {
  readonly command: Command
  readonly words: string
}

/** What the page lacks before it can be acted on at all; empty when a choice was made and a code was typed. */
export function missingIn(task: ListedTask, typed: Typed): readonly FieldProblem[] {
  const choice = textIn(typed, 'o')
  const chosen = choicesOf(task).some(({ value }) => value === choice)
  const reason = choice === '!cannot' && !reasonIn(typed)
  return [
    ...(chosen ? [] : [{ field: 'o', message: 'choose how it ended' }]),
    ...(reason ? [{ field: 'reason', message: 'choose why not' }] : []),
    ...(codeIn(typed) === '' ? [{ field: 'code', message: 'type the code that stands in the mail' }] : []),
  ]
}

/** The code as typed, without the gaps that make it readable. */
export const codeIn = (typed: Typed): string => textIn(typed, 'code').replaceAll(/[\s-]/g, '').slice(0, 20)

const reasonIn = (typed: Typed) => CANNOT_REASONS.find((reason) => reason === textIn(typed, 'reason'))

/**
 * The command of a page in which nothing is missing. Its id comes from the link, so that the same page sent fifty times is one answer,
 * and what the person saw goes with it.
 */
export function wantedBy(link: MailLink, task: ListedTask, typed: Typed, proof: Proof, organisation: Organisation): Wanted {
  const choice = textIn(typed, 'o')
  const epoch = Number(textIn(typed, 'epoch'))
  const common = {
    commandId: `mail.${link.id.slice(0, 40)}`, by: link.person, via: 'email', step: task.step, instance: link.instance,
    epoch: Number.isSafeInteger(epoch) && textIn(typed, 'epoch') !== '' ? epoch : task.epoch,
  } as const
  const form = formOf(typed, task.form)
  const note = textIn(typed, 'note').trim().replaceAll('\r\n', '\n').slice(0, 2000)
  const words = say(choice.replace(/^!/, ''))
  switch (choice) {
    case '!cannot': return { words, command: { ...common, do: 'cannot', reason: reasonIn(typed) ?? 'other', note } }
    case '!yes': case '!no': return { words, command: { ...common, do: 'confirm', yes: choice === '!yes', note } }
    case '!answer': return { words, command: { ...common, do: 'answer', form } }
    case '!retry': case '!done_by_hand': case '!give_up': return { words, command: { ...common, do: 'settle', ...settling(choice, task, typed), form, roles: rolesOf(link.person, organisation) } }
    default: return { words, command: { ...common, do: 'complete', outcome: choice, form, ...(Object.keys(proof.given).length > 0 ? { evidence: proof.given } : {}) } }
  }
}

function settling(choice: '!retry' | '!done_by_hand' | '!give_up', { outcomes }: ListedTask, typed: Typed) {
  const outcome = outcomes.find((one) => one === (outcomes.length === 1 ? one : textIn(typed, 'by_hand')))
  const wanted = choice === '!retry' ? 'retry' : choice === '!give_up' ? 'give_up' : 'done_by_hand'
  return { choice: wanted, reference: textIn(typed, 'reference').trim().slice(0, 500), ...(wanted === 'done_by_hand' && outcome !== undefined ? { outcome } : {}) } as const
}
