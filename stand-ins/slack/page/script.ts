/**
 * The page's own script. It sends what a person does to the control API, shows what came of it, and replaces the parts of the page whose
 * content has changed; what is typed into a modal stays when the modal is replaced, as with the vendor.
 */
export const SCRIPT = String.raw`'use strict'
const user = document.body.dataset.user
const at = { channel: document.body.dataset.channel, thread: document.body.dataset.thread }
const one = (selector, root = document) => root.querySelector(selector)
const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const place = (channel, thread) => '/?' + new URLSearchParams({ as: user, in: channel, ...(thread ? { thread } : {}) })

async function tell(what, ask) {
  const answer = await fetch('/_control/' + what, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user, ...ask }),
  })
  return answer.json()
}

// What is filled in, by block and action. A file is there by the id it got when it was chosen.
function gather(scope) {
  const values = {}
  for (const input of all('[data-in]', scope)) {
    const block = values[input.dataset.block] ??= {}
    const action = input.dataset.action
    const kind = input.dataset.in
    if (kind === 'text') block[action] = input.value
    else if (kind === 'many') block[action] = [...input.selectedOptions].map((option) => option.value)
    else if (kind === 'tick') block[action] = [...(block[action] ?? []), ...(input.checked ? [input.value] : [])]
    else if (kind === 'radio') block[action] = input.checked ? input.value : (block[action] ?? null)
    else if (kind === 'instant') block[action] = input.value === '' ? '' : Date.parse(input.value + 'Z') / 1000
    else if (kind === 'files') block[action] = JSON.parse(input.dataset.ids ?? '[]')
  }
  return values
}

function fill(scope, values, files) {
  for (const input of all('[data-in]', scope)) {
    const block = values[input.dataset.block]
    if (block === undefined || !(input.dataset.action in block)) continue
    const value = block[input.dataset.action]
    const kind = input.dataset.in
    if (kind === 'text') input.value = value
    else if (kind === 'many') for (const option of input.options) option.selected = value.includes(option.value)
    else if (kind === 'tick') input.checked = value.includes(input.value)
    else if (kind === 'radio') input.checked = value === input.value
    else if (kind === 'instant') input.value = value === '' ? '' : new Date(value * 1000).toISOString().slice(0, 16)
    else if (kind === 'files') {
      input.dataset.ids = JSON.stringify(value)
      const list = one('ul', input.closest('.files'))
      list.innerHTML = files[input.dataset.block + ' ' + input.dataset.action] ?? ''
    }
  }
}

function fail(scope, text) {
  const line = one('.failure', scope)
  if (line !== null) line.textContent = text ? '⚠ ' + text : ''
}
const failureOf = (answer) => answer.more?.message ?? (answer.error === null || answer.error === undefined ? '' : 'This app did not answer properly: ' + answer.error)

// Asks what the element wants asked first; true when there is nothing to ask.
function confirmed(element) {
  if (element.dataset.confirm === undefined) return Promise.resolve(true)
  const given = JSON.parse(element.dataset.confirm)
  const dialog = one('#confirm')
  const node = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name ?? '' })
  const yes = node('button', given.yes, 'button ' + given.style)
  const no = node('button', given.no, 'button')
  const row = node('footer', '')
  row.append(no, yes)
  const title = node('h2', given.title)
  const body = node('p', '')
  body.innerHTML = given.body
  title.id = 'confirm-title'
  dialog.replaceChildren(title, body, row)
  dialog.showModal()
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.close()
      resolve(answer)
    }
    yes.onclick = () => end(true)
    no.onclick = () => end(false)
    dialog.oncancel = () => resolve(false)
  })
}

async function act(element, value) {
  if (!(await confirmed(element))) return
  if (element.dataset.url) window.open(element.dataset.url, '_blank', 'noreferrer')
  const scope = element.closest('[data-scope]')
  const where = scope.dataset.scope === 'message' ? { channel: scope.dataset.channel, ts: scope.dataset.ts } : { view: scope.dataset.view }
  fail(scope, '')
  element.setAttribute('aria-busy', 'true')
  element.closest('details')?.removeAttribute('open')
  const answer = await tell('click', { ...where, block: element.dataset.block, action: element.dataset.action, value, values: gather(scope) })
  element.removeAttribute('aria-busy')
  const now = scope.dataset.scope === 'message' ? document.getElementById('m' + scope.dataset.ts) : one('[data-view="' + scope.dataset.view + '"]')
  if (now !== null) fail(now, answer.ok ? '' : failureOf(answer))
}

async function submit(form) {
  const button = one('[type=submit]', form)
  button.setAttribute('aria-busy', 'true')
  button.disabled = true
  for (const line of all('[data-error]', form)) line.textContent = ''
  fail(form, '')
  const answer = await tell('submit', { view: form.dataset.view, values: gather(form) })
  const now = one('form.modal')
  if (now === null || answer.ok) return refresh()
  const again = one('[type=submit]', now)
  again.disabled = false
  again.removeAttribute('aria-busy')
  const errors = answer.more?.errors
  if (errors === undefined) return fail(now, failureOf(answer))
  for (const line of all('[data-error]', now)) line.textContent = errors[line.dataset.error] ?? ''
  all('[data-error]', now).find((line) => line.textContent !== '')?.parentElement.scrollIntoView({ block: 'center' })
}

async function send(form) {
  const text = form.elements.text.value.trim()
  if (text === '') return
  form.elements.text.value = ''
  const answer = await tell('say', { channel: at.channel, text, thread: form.dataset.thread })
  fail(form, answer.ok ? '' : text.startsWith('/') ? failureOf(answer) : '')
}

async function attach(input) {
  const ids = JSON.parse(input.dataset.ids ?? '[]')
  const list = one('ul', input.closest('.files'))
  for (const file of [...input.files].slice(0, Number(input.dataset.max) - ids.length)) {
    const answer = await fetch('/_control/upload?' + new URLSearchParams({ user, name: file.name }), {
      method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file,
    })
    const stored = await answer.json()
    if (stored.id === undefined) continue
    ids.push(stored.id)
    const item = document.createElement('li')
    item.textContent = file.name + ' (' + Math.max(1, Math.round(file.size / 1024)) + ' KB)'
    list.append(item)
  }
  input.dataset.ids = JSON.stringify(ids)
  input.value = ''
}

async function suggest(input) {
  const scope = input.closest('[data-scope]')
  const where = scope.dataset.scope === 'message' ? { channel: scope.dataset.channel, ts: scope.dataset.ts } : { view: scope.dataset.view }
  const answer = await tell('suggest', { ...where, block: input.dataset.block, action: input.dataset.action, value: input.value })
  const given = answer.ok ? JSON.parse(answer.more.answer || '{}') : {}
  const options = (given.options ?? (given.option_groups ?? []).flatMap((group) => group.options)).map((option) =>
    Object.assign(document.createElement('option'), { value: option.value, label: option.text.text }))
  document.getElementById(input.getAttribute('list')).replaceChildren(...options)
}

const deeds = {
  click: (element) => act(element, element.dataset.value),
  thread: (element) => location.assign(place(at.channel, element.closest('[data-ts]').dataset.ts)),
  unthread: () => location.assign(place(at.channel)),
  menu: () => document.body.classList.toggle('menu-open'),
  dismiss: (element) => tell('dismiss', { channel: at.channel, ts: element.closest('[data-ts]').dataset.ts }),
  close: (element) => tell('close', { view: one('form.modal').dataset.view, all: element.dataset.all === 'true', values: gather(one('form.modal')) }),
}

document.addEventListener('click', (event) => {
  const element = event.target.closest('[data-act]')
  if (element !== null && element.dataset.act !== 'choose') void deeds[element.dataset.act]?.(element)
  for (const open of all('details.overflow[open]')) if (!open.contains(event.target)) open.removeAttribute('open')
  if (event.target.closest('.side') === null && element?.dataset.act !== 'menu') document.body.classList.remove('menu-open')
})
document.addEventListener('change', (event) => {
  const input = event.target
  if (input.id === 'who') return location.assign('/?' + new URLSearchParams({ as: input.value, in: at.channel }))
  if (input.type === 'file') return void attach(input)
  const chooser = input.closest('[data-act=choose]')
  const told = chooser ?? (input.closest('[data-dispatch]') === null ? null : input)
  if (told === null) return
  const values = gather(input.closest('[data-scope]'))
  void act(told, values[input.dataset.block][input.dataset.action])
})
document.addEventListener('toggle', (event) => {
  if (event.target.matches('details.overflow[open]')) one('.menu', event.target).scrollIntoView({ block: 'nearest' })
}, true)
document.addEventListener('input', (event) => {
  if (event.target.dataset.suggest !== undefined) void suggest(event.target)
})
document.addEventListener('submit', (event) => {
  event.preventDefault()
  void (event.target.matches('.modal') ? submit(event.target) : send(event.target))
})
one('[data-part=modal]').addEventListener('cancel', (event) => {
  event.preventDefault()
  deeds.close({ dataset: {} })
})

function showModal(dialog) {
  const form = one('form.modal', dialog)
  if (form === null) return dialog.close()
  if (!dialog.open) dialog.showModal()
}

// Puts a new state of a part in place of the old one, without losing what is typed or open in it.
function replace(old, next) {
  if (old.dataset.print === next.dataset.print) return
  const values = gather(old)
  const files = Object.fromEntries(all('[data-in=files]', old).map((input) => [input.dataset.block + ' ' + input.dataset.action, one('ul', input.closest('.files')).innerHTML]))
  const same = one('form.modal', old)?.dataset.view === one('form.modal', next)?.dataset.view
  const focused = document.activeElement?.id
  const below = old.scrollHeight - old.scrollTop - old.clientHeight < 40
  old.innerHTML = next.innerHTML
  old.dataset.print = next.dataset.print
  if (same) fill(old, values, files)
  if (old.dataset.part === 'modal') showModal(old)
  else if (below && old.dataset.part !== 'nav') old.scrollTop = old.scrollHeight
  if (focused && old.contains(document.getElementById(focused))) document.getElementById(focused).focus()
}

let running = Promise.resolve()
let wanted = false
function refresh() {
  if (wanted) return running
  wanted = true
  running = running.then(async () => {
    wanted = false
    const next = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')
    for (const old of all('[data-part]')) {
      const fresh = one('[data-part=' + old.dataset.part + ']', next)
      if (fresh !== null) replace(old, fresh)
    }
  }).catch(() => {})
  return running
}

for (const scroll of all('.scroll')) scroll.scrollTop = scroll.scrollHeight
if (at.channel === 'home') one('.scroll').scrollTop = 0
showModal(one('[data-part=modal]'))
const live = new EventSource('/live')
live.addEventListener('changed', () => void refresh())
// What happened between the page and its stream would be missed otherwise, and so would what happened while the stream was down.
live.addEventListener('open', async () => {
  await refresh()
  document.documentElement.dataset.live = 'true'
})
if (at.channel === 'home') void tell('open', { tab: 'home' })
else if (one('.tabs') !== null) void tell('open', { tab: 'messages' })
`
