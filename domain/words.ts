/** An author's name as people say it: `pay_part` becomes `pay part`. */
export const say = (name: string): string => name.replaceAll(/[_-]+/g, ' ').replaceAll('.', ', ')

/** The same at the start of a line. */
export function sayFirst(name: string): string {
  const words = say(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** An action of another system: `shopify.approve_return` becomes `Approve return (shopify)`. */
export function sayAction(action: string): string {
  const dot = action.indexOf('.')
  return dot < 0 ? sayFirst(action) : `${sayFirst(action.slice(dot + 1))} (${say(action.slice(0, dot))})`
}

const WAYS: Readonly<Record<string, string>> = { slack: 'in Slack', email: 'by mail', console: 'in the console', cli: 'in the terminal', api: 'through the API' }

/** By which way somebody acted: `in Slack`, `by mail`; undefined for what happens by itself. */
export const sayVia = (via: string | undefined): string | undefined => (via === undefined ? undefined : (WAYS[via] ?? `by ${say(via)}`))

/** That a task went on from somebody of that name: only who handed it on themselves did so. */
export const sayHandedOn = ({ byRoster }: { readonly byRoster?: true }, name: string): string => (byRoster ? `It went on from ${name}` : `${name} handed it on`)

/** Who opened a case: another system says that it is one, people and connections go by their id. */
export const sayOpener = (openedBy: string): string => openedBy.replace(/^integration:/, 'the integration ')

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in words, two units at most: `1 h 40 min`. Negative lengths count as zero. */
export function inWords(ms: number): string {
  const length = Math.max(0, ms)
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min')
  return length < 14 * DAY ? pair(length, DAY, 'd', HOUR, 'h') : `${Math.floor(length / DAY)} d`
}

function pair(ms: number, big: number, bigWord: string, small: number, smallWord: string): string {
  const rest = Math.floor((ms % big) / small)
  const whole = `${Math.floor(ms / big)} ${bigWord}`
  return rest === 0 ? whole : `${whole} ${rest} ${smallWord}`
}

/** How an instant stands to the present: `due in 1 h 40 min`, `40 min past due`. */
export function dueInWords(dueAt: number, now: number): string {
  if (now >= dueAt) return now - dueAt < MINUTE ? 'due now' : `${inWords(now - dueAt)} past due`
  return `due in ${inWords(dueAt - now)}`
}
