import type { Outgoing } from '../../domain/delivery.ts'
import { isRequired } from '../../domain/form.ts'
import type { IssuedLink } from '../../domain/mail/link.ts'
import { choicesOf, lines, oneLine, type ReaderWords } from '../../domain/mail/say.ts'
import type { TaskCard } from '../../domain/views.ts'
import type { Block } from './paper.ts'
import { say, sayAction, sayFirst, sayHandedOn } from '../../domain/words.ts'

/** What the mail gives its reader to answer with: the page, and the address for answers where these are taken. */
export interface WaysToAnswer {
  /** Undefined for whoever only has to know. */
  readonly page?: IssuedLink & { readonly url: string }
  /** Whether a plain answer can finish it. */
  readonly reply: boolean
}

/** How much of what others wrote is shown, by the scale: mail programs cut long mails off. */
const most = (scale: number, characters: number): number => Math.max(20, Math.floor(characters * scale))

/** Subject and content of one message to one person. The same message gives the same words. */
export function taskMail(message: Outgoing, ways: WaysToAnswer, words: ReaderWords, zone: string, nameOf: (id: string) => string, scale = 1): { readonly subject: string; readonly blocks: readonly Block[] } {
  const { delivery, task } = message
  if (delivery.kind === 'digest') return digest(message, words, scale)
  const title = oneLine(task?.title ?? delivery.headline, 120)
  const due = task && !task.paused ? `[due ${words.exactly(task.dueAt)}] ` : ''
  return {
    subject: `${due}${title}${message.caseLabel === '' ? '' : ` — ${oneLine(message.caseLabel, 60)}`}`,
    blocks: [
      { is: 'title', text: title },
      ...(task && oneLine(delivery.headline, 300) !== title ? [{ is: 'text', text: oneLine(delivery.headline, 300) } as const] : []),
      { is: 'text', text: oneLine(`${message.sopTitle}: ${message.caseLabel}`, 200) },
      ...(delivery.possibleRepeat ? [{ is: 'text', text: 'You may have had this mail before: it was not clear whether it had arrived.' } as const] : []),
      ...(task ? taskBlocks(task, ways, words, zone, nameOf, scale) : overBlocks(message, words)),
      { is: 'heading', text: 'All about the case' },
      { is: 'links', links: [{ words: 'Open it in the console', url: message.caseUrl }] },
    ],
  }
}

function taskBlocks(task: TaskCard, ways: WaysToAnswer, words: ReaderWords, zone: string, nameOf: (id: string) => string, scale: number): readonly Block[] {
  return [
    { is: 'strong', text: task.paused ? `Its clock stands still: ${oneLine(say(task.paused.reason), 100)}` : `${sayFirst(words.due(task.dueAt))}, ${words.exactly(task.dueAt)} (${oneLine(zone, 60)})` },
    ...(task.handedOn ? [{ is: 'text', text: lines(`${sayHandedOn(task.handedOn, nameOf(task.handedOn.by))}: ${task.handedOn.summary}`, most(scale, 600)) } as const] : []),
    ...trouble(task, scale),
    ...facts(task, words, scale),
    ...questions(task, words, nameOf, scale),
    ...answering(task, ways),
  ]
}

function trouble({ problem, suggestion }: TaskCard, scale: number): readonly Block[] {
  if (problem) return [{ is: 'heading', text: 'What happened' }, { is: 'strong', text: lines(problem.message, most(scale, 800)) }, { is: 'text', text: `Step: ${oneLine(sayFirst(problem.step), 100)}. Code: ${oneLine(problem.code, 60)}` }]
  return suggestion ? [{ is: 'heading', text: 'What it would do' }, { is: 'strong', text: oneLine(sayAction(suggestion.action), 120) }] : []
}

function facts({ facts: all, suggestion }: TaskCard, words: ReaderWords, scale: number): readonly Block[] {
  const inputs = Object.entries(suggestion?.input ?? {}).map(([name, value]) => ({ label: oneLine(sayFirst(name), 60), value: lines(words.value(value), most(scale, 300)), from: '' }))
  const shownFacts = all.map(({ label, value, type, source, at }) => ({
    label: oneLine(label, 60), value: lines(words.value(value, type), most(scale, 300)),
    from: [source === null ? '' : oneLine(source, 60), at === null ? '' : `read ${words.ago(at)}`].filter(Boolean).join(', '),
  }))
  const rows = [...inputs, ...shownFacts]
  const fit = Math.max(4, Math.floor(24 * scale))
  if (rows.length === 0) return []
  return [{ is: 'heading', text: 'Facts' }, { is: 'facts', rows: rows.slice(0, fit) }, ...(rows.length > fit ? [{ is: 'text', text: `and ${rows.length - fit} more in the console` } as const] : [])]
}

function questions(task: TaskCard, words: ReaderWords, nameOf: (id: string) => string, scale: number): readonly Block[] {
  const fit = Math.max(4, Math.floor(20 * scale))
  const next = task.next ? `${words.exactly(task.next.at)}: ${task.next.what.replaceAll(/[\w.-]+/g, nameOf)}` : ''
  return [
    ...(task.do === '' ? [] : [{ is: 'heading', text: 'Do' } as const, { is: 'text', text: lines(task.do, most(scale, 2_500)) } as const]),
    ...(task.check.length === 0 ? [] : [{ is: 'heading', text: 'Check' } as const, { is: 'list', items: task.check.slice(0, fit).map((check) => lines(check, most(scale, 300))) } as const]),
    ...(task.ifWrong === '' ? [] : [{ is: 'heading', text: 'If wrong' } as const, { is: 'text', text: lines(task.ifWrong, most(scale, 1_000)) } as const]),
    { is: 'heading', text: 'What happens next' },
    { is: 'text', text: lines([next, task.escalates].filter(Boolean).join('\n') || 'Nothing by itself.', most(scale, 600)) },
  ]
}

/** More ways than this are chosen on the page. */
const MOST_LINKS = 8

function answering(task: TaskCard, { page, reply }: WaysToAnswer): readonly Block[] {
  if (!page) return [{ is: 'note', text: 'Nothing is asked of you now: this is for you to know.' }]
  const choices = choicesOf(task)
  const links = choices.slice(0, MOST_LINKS).map(({ value, words }) => ({ words: oneLine(words, 60), url: `${page.url}?o=${encodeURIComponent(value).replaceAll('!', '%21')}` }))
  return [
    { is: 'heading', text: 'Finish it' },
    { is: 'strong', text: `Your code for this mail: ${page.code.slice(0, 3)} ${page.code.slice(3)}` },
    { is: 'text', text: 'Each link opens a page that asks for this code and changes nothing before you send it. Do not pass this mail on.' },
    { is: 'links', links: choices.length > MOST_LINKS ? [...links, { words: 'Another answer', url: page.url }] : links },
    ...(reply ? replying(task) : []),
  ]
}

/** The answers that a plain mail can give: those that need nothing filled in. */
export const repliesTo = (task: Pick<TaskCard, 'kind' | 'outcomes' | 'form' | 'evidence'>): readonly string[] =>
  task.kind !== 'task' ? [] : task.outcomes.filter((outcome) =>
    !task.form.some((field) => isRequired(field, outcome)) &&
    !(task.evidence ?? []).some(({ required }) => (typeof required === 'boolean' ? required : required.includes(outcome))))

function replying(task: TaskCard): readonly Block[] {
  const outcomes = repliesTo(task)
  const items = [...outcomes.slice(0, MOST_LINKS).map((outcome) => `DONE ${oneLine(outcome, 60)}`), 'CANNOT missing_data: what is missing']
  return [{ is: 'note', text: 'Or answer this mail with nothing but one of these lines:' }, { is: 'list', items }]
}

function overBlocks({ over }: Outgoing, words: ReaderWords): readonly Block[] {
  return over ? [{ is: 'strong', text: `${lines(over.text, 600)}, ${words.exactly(over.at)}` }] : []
}

function digest({ delivery, items }: Outgoing, words: ReaderWords, scale: number): { readonly subject: string; readonly blocks: readonly Block[] } {
  const title = oneLine(delivery.headline, 120)
  const listed = items.slice(0, Math.max(10, Math.floor(100 * scale)))
  const links = listed.map(({ headline, caseLabel, url, dueAt }) => ({
    words: `${oneLine(headline, most(scale, 160))}${caseLabel === '' ? '' : ` — ${oneLine(caseLabel, 40)}`}${dueAt === null ? '' : `, ${words.due(dueAt)}, ${words.exactly(dueAt)}`}`, url,
  }))
  return {
    subject: `${delivery.urgent ? '[urgent] ' : ''}${title}`,
    blocks: [
      { is: 'title', text: title },
      ...(delivery.possibleRepeat ? [{ is: 'text', text: 'You may have had this mail before: it was not clear whether it had arrived.' } as const] : []),
      { is: 'links', links },
      ...(items.length > listed.length ? [{ is: 'text', text: `and ${items.length - listed.length} more in the console` } as const] : []),
    ],
  }
}
