import type { World } from '../world.ts'
import { dateWords } from './dates.ts'
import type { Viewer } from './dates.ts'
import { html } from './html.ts'

/** What texts are read with: who is looking, and whom mentions name. */
export interface Reading extends Viewer {
  readonly world: World
}

const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✔', heavy_check_mark: '✔️', warning: '⚠️', x: '✖', hourglass: '⌛', hourglass_flowing_sand: '⏳', rotating_light: '🚨',
  package: '📦', bell: '🔔', clock3: '🕒', red_circle: '🔴', large_yellow_circle: '🟡', large_green_circle: '🟢', large_blue_circle: '🔵',
  white_circle: '⚪', eyes: '👀', bust_in_silhouette: '👤', busts_in_silhouette: '👥', no_entry: '⛔', no_entry_sign: '🚫', lock: '🔒', memo: '📝',
  paperclip: '📎', point_right: '👉', arrow_up: '⬆️', arrow_right: '➡️', leftwards_arrow_with_hook: '↩️', information_source: 'ℹ️',
  moneybag: '💰',
  wave: '👋', tada: '🎉', pause_button: '⏸️', double_vertical_bar: '⏸️', repeat: '🔁', calendar: '📅', camera: '📷', label: '🏷️', pencil2: '✏️',
  thread: '🧵', heavy_minus_sign: '➖', question: '❓', exclamation: '❗', raised_hand: '✋', sos: '🆘', mag: '🔍', inbox_tray: '📥',
  outbox_tray: '📤',
}
const emoji = (text: string): string => text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => EMOJI[name] ?? whole)

/** The app writes `&`, `<` and `>` as entities; whatever else could be HTML is made harmless here. */
const unescaped = (text: string): string => html(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))

const safeLink = (url: string): boolean => /^(https?:\/\/|mailto:|tel:)/i.test(url)

/** `<…>`: a mention, a date or a link. What the vendor would not know is shown as it was written. */
function angled(inner: string, reading: Reading): string {
  const [target = '', label] = inner.split(/\|(.*)/s)
  const mention = (text: string, loud = false): string => `<span class="mention${loud ? ' loud' : ''}">${unescaped(text)}</span>`
  if (target.startsWith('@')) return mention(`@${reading.world.users.get(target.slice(1))?.realName ?? label ?? target.slice(1)}`)
  if (target.startsWith('#')) return mention(`#${reading.world.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`)
  if (target.startsWith('!date^')) {
    const [, seconds = '', pattern = '', link] = target.split('^')
    const words = dateWords(seconds, pattern, reading)
    if (words === undefined) return unescaped(label ?? inner)
    const shown = `<time datetime="${new Date(Number(seconds) * 1000).toISOString()}" title="${html(label ?? '')}">${unescaped(words)}</time>`
    return link !== undefined && safeLink(link) ? `<a href="${html(link)}" target="_blank" rel="noreferrer">${shown}</a>` : shown
  }
  if (/^!(here|channel|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, true)
  if (target.startsWith('!')) return mention(label ?? target.slice(1))
  if (!safeLink(target)) return unescaped(`<${inner}>`)
  return `<a href="${html(target.replaceAll('&amp;', '&'))}" target="_blank" rel="noreferrer">${unescaped(label ?? target)}</a>`
}

/** Bold, italics and the like, in a text that is HTML already. A mark counts only at the edge of a word, as with the vendor. */
function styled(text: string): string {
  const mark = (sign: string, tag: string) => (given: string): string =>
    given.replace(new RegExp(`(^|[\\s(>"'_*~-])\\${sign}(?=\\S)([^\\${sign}\\n]*[^\\s\\${sign}])\\${sign}(?=$|[\\s).,:;!?<"'_*~-])`,
      'g'), `$1<${tag}>$2</${tag}>`)
  return [mark('*', 'b'), mark('_', 'i'), mark('~', 's')].reduce((given, apply) => apply(given), text)
}

const quoted = (text: string): string =>
  text.replace(/(^|\n)((?:&gt; ?[^\n]*(?:\n(?=&gt;)|$|(?=\n)))+)/g, (_, before: string, lines: string) =>
  `${before}<blockquote>${lines.replace(/(^|\n)&gt; ?/g, '$1')}</blockquote>`)

/**
 * A text in the vendor's markup as HTML. Code stays as it is; parts that are done stand as numbers between marks until the end, so that
 * no rule touches the inside of another's result.
 */
export function mrkdwn(text: string, reading: Reading): string {
  const done: string[] = []
  const keep = (part: string): string => `\u0001${done.push(part) - 1}\u0002`
  const stripped = text.replace(/[\u0001\u0002]/g, '')
  const kept = stripped
    .replace(/```\n?([\s\S]+?)```/g, (_, code: string) => keep(`<pre>${unescaped(code)}</pre>`))
    .replace(/`([^`\n]+)`/g, (_, code: string) => keep(`<code>${unescaped(code)}</code>`))
    .replace(/<([^<>\n]+)>/g, (_, inner: string) => keep(angled(inner, reading)))
  const body = styled(quoted(emoji(unescaped(kept)))).replaceAll('\n<blockquote>', '<blockquote>').replaceAll('\n', '<br>')
  const put = (given: string): string => given.replace(/\u0001(\d+)\u0002/g, (_, index: string) => done[Number(index)] ?? '')
  return put(body).replaceAll('</blockquote><br>', '</blockquote>')
}

/** A text that carries no markup: nothing of it but emoji is read as anything else. */
export const plainText = (text: string): string => html(emoji(text)).replaceAll('\n', '<br>')
