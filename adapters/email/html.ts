const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Text as HTML shows it letter for letter. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

/** The same words as the plain text: a paragraph for each block, line breaks kept, nothing of it taken as HTML. */
export function htmlOf(body: string, locale: string): string {
  const paragraphs = body.trim().split(/\n\s*\n/).map(
    (block) => `<p style="margin:0 0 1em">${escaped(block).replace(/\r?\n/g, '<br>')}</p>`
  )
  const page = 'margin:0;padding:24px;font:16px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#1a1a1a'
  const content = `<div style="max-width:36em">${paragraphs.join('')}</div>`
  return `<!doctype html><html lang="${escaped(locale)}"><body style="${page}">${content}</body></html>`
}
