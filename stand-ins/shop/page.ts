import { apiText } from './money.ts'
import { refundedOf } from './refunds.ts'
import type { Order, Store } from './state.ts'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)
const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`
const table = (caption: string, heads: readonly string[], rows: readonly string[]): string => {
  if (rows.length === 0) return `<h2>${caption}</h2><p>None yet.</p>`
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join('')
  return `<h2>${caption}</h2><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

const money = (minor: bigint, order: Order | undefined): string => {
  const currency = order?.currency ?? 'USD'
  const places = { minimumFractionDigits: currency === 'JPY' ? 0 : 2 }
  return `${new Intl.NumberFormat('en', places).format(Number(apiText(minor, currency)))} ${currency}`
}
const day = (instant: string | null): string => (instant === null ? 'on its way' : instant.slice(0, 10))

/** The shop's back office: what it sold, what came back, what it paid back. Reloads itself every five seconds. */
export function page(store: Store): string {
  const orders = store.all('orders')
  const orderOf = (id: string): Order | undefined => store.get('orders', id)
  const returns = [...store.all('returns')].reverse().map((one) => row(
    [
      one.name, one.status, one.lines[0]?.reason ?? '', orderOf(one.orderId)?.customer.email ?? '',
      one.createdAt.slice(0, 19).replace('T', ' '),
    ]
  ))
  const refunds = [...store.all('refunds')].reverse().map((one) => row(
    [
      orderOf(one.orderId)?.name ?? '', money(BigInt(one.amount), orderOf(one.orderId)), one.note ?? '',
      one.createdAt.slice(0, 19).replace('T', ' '),
    ]
  ))
  const sold = orders.map((one) => row(
    [
      one.name, `${one.customer.firstName} ${one.customer.lastName}`,
      one.lines.map((line) => `${line.quantity} × ${line.title}`).join(', '), money(BigInt(one.paid), one),
      money(refundedOf(store, one.id), one), day(one.deliveredAt), one.tags.join(', '),
    ]
  ))
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5">
<title>Sample shop</title><style>${style}</style></head><body><main><h1>Sample shop</h1>
<p>A stand-in for Shopify: its own process, its own state.
<button id="send">A customer sends a return</button> <span id="sent" role="status"></span></p>
${table('Returns', ['Return', 'Status', 'Reason', 'Customer', 'Asked (UTC)'], returns)}
${table('Refunds', ['Order', 'Amount', 'Note', 'Paid (UTC)'], refunds)}
${table('Orders', ['Order', 'Customer', 'Items', 'Paid', 'Refunded', 'Delivered', 'Tags'], sold)}
</main><script>${script}</script></body></html>`
}

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{margin:0}main{max-width:70rem;margin:0 auto;padding:1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #8884;vertical-align:top}
th{font-weight:600}h2{margin:1.5rem 0 .3rem;font-size:1.1rem}
button{font:inherit;padding:.3rem .8rem;border-radius:.4rem;border:1px solid #888}`
const script = `document.getElementById('send').addEventListener('click', async () => {
  const answer = await fetch('/_control/return', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
  const sent = await answer.json()
  document.getElementById('sent').textContent = sent.name ? sent.name + ' asked for by ' + sent.customer : sent.error
})`
