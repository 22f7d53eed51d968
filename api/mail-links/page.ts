import { lines, oneLine, type ReaderWords } from '../../domain/mail/say.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { choiceField, codeField, taskFields, type Filled } from './fields.ts'
import { html, NONE, when, type Html } from './html.ts'
import type { Look } from './look.ts'
import { STYLE } from './style.ts'
import { sayAction, sayFirst, say } from '../../domain/words.ts'

const page = (title: string, content: Html): string => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer"><title>${oneLine(title, 120)}</title><style>${{ html: STYLE }}</style></head>
<body><main>${content}</main></body></html>
`.html

/** The one page of every link that opens nothing: it does not say why, so that nobody learns what a guess came near to. */
export const deadPage = (publicUrl: string): string => page('This link does not work', html`<h1>This link does not work</h1>
<p>It may have been used, be too old, be locked after wrong codes, or the task is somebody else's by now. Nothing was changed.</p>
<p>Look at your newest mail about the task, or <a href="${publicUrl}" rel="noreferrer">open the console</a>.</p>`)

/** What was sent is none of our forms, or too much. */
export const unreadPage = (why: string): string => page('It was not taken', html`<h1>It was not taken</h1><p>Nothing was changed: ${lines(why, 500)}.</p><p>Go back in your browser, and send it once more with smaller or fewer files.</p>`)

/** The step is over, or this link has done what it was for: says what became of it. */
export function overPage({ link, summary, lines: told }: Extract<Look, { is: 'over' }>, publicUrl: string): string {
  const mine = link.usedAt === null ? NONE : html`<p class="do">Your answer was taken: ${say(link.usedFor ?? '')}.</p>`
  const title = link.usedAt === null ? 'This step is over' : 'Done'
  return page(title, html`<h1>${title}</h1><p>${oneLine(`${summary.sopTitle}: ${summary.label}`, 200)}</p>${mine}
${told.map((text) => html`<p>${lines(text, 600)}</p>`)}
<p><a href="${caseUrl(publicUrl, summary.caseId)}" rel="noreferrer">Open the case in the console</a></p>`)
}

/** A step that moves money or approves: not by a mail alone. */
export const signInPage = ({ summary, task }: Extract<Look, { is: 'open' }>, publicUrl: string): string => page('Sign in to do this', html`<h1>Sign in to do this</h1>
<p>“${oneLine(task.title, 200)}” moves money or is an approval, which a mail alone cannot give. Nothing was changed.</p>
<p><a href="${caseUrl(publicUrl, summary.caseId)}" rel="noreferrer">Open it in the console and sign in</a>, or sign in there and send this page once more.</p>`)

/** The task with the form that finishes it. `problem` is what stood in the way of what was just sent. */
export function taskPage(look: Extract<Look, { is: 'open' }>, token: string, words: ReaderWords, filled: Filled, publicUrl: string, problem = ''): string {
  const { task, summary } = look
  const files = (task.evidence ?? []).some(({ kind }) => kind === 'photo' || kind === 'file')
  return page(task.title, html`<p>${oneLine(`${summary.sopTitle}: ${summary.label}`, 200)}</p><h1>${oneLine(task.title, 200)}</h1>
<p><strong>${task.paused ? `Its clock stands still: ${say(task.paused.reason)}` : `${sayFirst(words.due(task.dueAt))}, ${words.exactly(task.dueAt)}`}</strong> (${oneLine(look.person.zone, 60)}, for ${oneLine(look.person.name, 80)})</p>
${when(problem !== '', () => html`<p class="problem" role="alert">${lines(problem, 1000)}</p>`)}
${trouble(task)}${facts(task, words)}${questions(task)}
<form method="post" action="/t/${token}" enctype="${files ? 'multipart/form-data' : 'application/x-www-form-urlencoded'}" autocomplete="off" novalidate>
<input type="hidden" name="epoch" value="${task.epoch}">
${choiceField(task, filled)}
${taskFields(task, filled)}
${codeField(filled)}
<button type="submit">Send this answer</button>
</form>
<p><a href="${caseUrl(publicUrl, summary.caseId)}" rel="noreferrer">More in the console: hand it on, pause it, the whole story</a></p>`)
}

const caseUrl = (publicUrl: string, caseId: string): string => `${publicUrl}/cases/${encodeURIComponent(caseId)}`

const section = (heading: string, content: Html): Html => html`<h2>${heading}</h2>${content}`

function trouble({ problem, suggestion }: ListedTask): Html {
  if (problem) return section('What happened', html`<p><strong>${lines(problem.message, 2000)}</strong></p><p>Step: ${sayFirst(problem.step)}. Code: ${problem.code}</p>`)
  return suggestion ? section('What it would do', html`<p><strong>${sayAction(suggestion.action)}</strong></p>`) : NONE
}

function facts({ facts: all, suggestion }: ListedTask, words: ReaderWords): Html {
  const inputs = Object.entries(suggestion?.input ?? {}).map(([name, value]) => html`<dt>${sayFirst(name)}</dt><dd>${lines(words.value(value), 1000)}</dd>`)
  const rows = all.map(({ label, value, type, source, at }) => {
    const from = [source ?? '', at === null ? '' : `read ${words.ago(at)}`].filter((text) => text !== '').join(', ')
    return html`<dt>${oneLine(label, 100)}</dt><dd>${lines(words.value(value, type), 1000)}${when(from !== '', () => html`<small>${from}</small>`)}</dd>`
  })
  return inputs.length + rows.length === 0 ? NONE : section('Facts', html`<dl>${inputs}${rows}</dl>`)
}

const questions = (task: ListedTask): Html => html`${when(task.do !== '', () => section('Do', html`<p class="do">${lines(task.do, 5000)}</p>`))}
${when(task.check.length > 0, () => section('Check', html`<ul>${task.check.map((check) => html`<li>${lines(check, 1000)}</li>`)}</ul>`))}
${when(task.ifWrong !== '', () => section('If wrong', html`<p>${lines(task.ifWrong, 5000)}</p>`))}
${section('Escalates', html`<p>${lines(task.escalates, 1000) || 'To nobody by itself.'}</p>`)}`
