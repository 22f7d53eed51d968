import { fieldsOf, textOf } from '../json.ts'
import type { View } from '../world.ts'
import { renderBlocks } from './blocks.ts'
import { html } from './html.ts'
import { plainText } from './mrkdwn.ts'
import type { Reading } from './mrkdwn.ts'

const words = (value: unknown, otherwise: string): string => plainText(textOf(fieldsOf(value)['text']) || otherwise)

/** The modal on top, as the inside of a dialog. */
export function renderModal(view: View, depth: number, appName: string, reading: Reading): string {
  const submit = view.given['submit'] === undefined ? ''
    : `<button type="submit" class="button primary">${words(view.given['submit'], 'Submit')}</button>`
  const back = depth > 1 ? '<button type="button" class="icon" data-act="close" aria-label="Back">‹</button>'
    : `<span class="portrait app small" aria-hidden="true">⚖</span>`
  return `<form class="modal" data-scope="view" data-view="${html(view.id)}" data-hash="${html(view.hash)}" novalidate>
<header>${back}<h2 id="modal-title">${words(view.given['title'], appName)}</h2>
<button type="button" class="icon" data-act="close" data-all="true" aria-label="Close">×</button></header>
<div class="inside">${renderBlocks(view.blocks, reading)}</div>
<p class="failure" role="alert"></p>
<footer><button type="button" class="button" data-act="close">${words(view.given['close'], 'Cancel')}</button>${submit}</footer></form>`
}

/** The App Home of a person. */
export const renderHome = (view: View | undefined, reading: Reading): string => (view === undefined
  ? '<p class="empty">This app has not shown anything here yet.</p>'
  : `<div class="home" data-scope="view" data-view="${html(view.id)}"><p class="failure" role="alert"></p>${renderBlocks(view.blocks, reading)}</div>`)
