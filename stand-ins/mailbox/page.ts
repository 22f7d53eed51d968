import type { Mail } from './mailbox.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

/**
 * All mails, newest first, and the chosen one as its reader would see it and as plain text. Reloads itself while it
 * shows the list only.
 */
export function page(mails: readonly Mail[], chosen: number): string {
  const mail = mails.find((one) => one.id === chosen)
  const refresh = mail === undefined ? '<meta http-equiv="refresh" content="5">' : ''
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<title>Mailbox (${mails.length})</title><style>${style}</style></head><body><main><h1><a href="/">Mailbox</a></h1>
<p>Every mail that was sent, to whomever. Nothing leaves this machine.</p>
${mail === undefined ? list(mails) : letter(mail)}</main></body></html>`
}

const row = (...cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`

function list(mails: readonly Mail[]): string {
  if (mails.length === 0) return '<p>No mail yet.</p>'
  const rows = [...mails].reverse().map((mail) =>
    row(html(mail.at.slice(11, 19)), html(mail.to.join(', ')), `<a href="/?mail=${mail.id}">${html(mail.subject)}</a>`))
  const heads = ['Time (UTC)', 'To', 'Subject'].map((head) => `<th scope="col">${head}</th>`).join('')
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** The HTML part stands in a frame without scripts, forms or links out. */
function letter(mail: Mail): string {
  const heads = [['From', mail.from], ['To', mail.to.join(', ')], ['Sent', mail.at], ['Message-ID', mail.messageId]] as const
  return `<h2>${html(mail.subject)}</h2><dl>${heads.map(([name, value]) => `<dt>${name}</dt><dd>${html(value)}</dd>`).join('')}</dl>
<iframe title="The mail as its reader sees it" sandbox="" srcdoc="${html(mail.html)}"></iframe>
<h3>As plain text</h3><pre>${html(mail.text)}</pre>`
}

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{margin:0}main{max-width:60rem;margin:0 auto;padding:1rem}h1 a{color:inherit;text-decoration:none}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}td:first-child{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;min-height:26rem;border:1px solid #8884;border-radius:.4rem;background:#fff;color-scheme:light}
pre{white-space:pre-wrap;font:inherit;border-left:3px solid #8884;padding-left:1rem}`
