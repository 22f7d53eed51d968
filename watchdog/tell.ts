import { writeInstant } from '../domain/instant.ts'
import type { News } from '../domain/watchdog/news.ts'
import type { Voice } from '../domain/watchdog/port.ts'

/** Tells news by every voice; rejects when none of them took it. Without news, nothing is said. */
export type Tell = (news: readonly News[]) => Promise<void>

/** Longer news is cut: the rest stands in the table and in the console. */
const MOST_LINES = 100

/** Puts news into one message and hands it to all voices; `report` hears of each that fails. Without a voice nobody is told. */
export const createTell = (voices: readonly Voice[], report: (what: string, error: unknown) => void): Tell => async (news) => {
  if (news.length === 0) return
  const results = await Promise.allSettled(voices.map((voice) => voice.tell({ subject: subjectOf(news), text: textOf(news), news })))
  const failed = results.flatMap((result, index) => (result.status === 'rejected' ? [{ name: voices[index]?.name ?? '', reason: result.reason as unknown }] : []))
  for (const { name, reason } of failed) report(`${name} did not take what the watchdog has found`, reason)
  if (voices.length > 0 && failed.length === voices.length) throw new AggregateError(failed.map(({ reason }) => reason), 'no voice took it')
}

function subjectOf(news: readonly News[]): string {
  const count = (is: News['is']): number => news.filter((one) => one.is === is).length
  const parts = [[count('new'), 'found'], [count('lasting'), 'last'], [count('over'), 'over']].filter(([number]) => number !== 0)
  return `Evenkeel watchdog: ${parts.map((part) => part.join(' ')).join(', ')}`
}

const HEADS = [['new', 'Found:'], ['lasting', 'Lasts, and was told before:'], ['over', 'Is over:']] as const

function textOf(news: readonly News[]): string {
  const shown = news.slice(0, MOST_LINES)
  const parts = HEADS.flatMap(([is, head]) => {
    const lines = shown.filter((one) => one.is === is).map(({ finding }) => `- ${finding.message} [${finding.kind}${is === 'new' ? '' : `, first seen ${writeInstant(finding.firstAt)}`}]`)
    return lines.length > 0 ? [head, ...lines, ''] : []
  })
  return [...parts, ...(news.length > shown.length ? [`and ${news.length - shown.length} more, in the table "watchdog_finding"`, ''] : [])].join('\n')
}
