import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { dateWords } from '../../stand-ins/slack/page/dates.ts'
import { mrkdwn } from '../../stand-ins/slack/page/mrkdwn.ts'
import { openWorld } from '../../stand-ins/slack/state.ts'
import { buttonRow, marked, modal, openSlackDesk, plain, section, WEDNESDAY } from './slack-desk.ts'
import type { SlackDesk } from './slack-desk.ts'

const { world } = openWorld({ stateFile: null, seedFile: null })
const reading = { world, tz: 'America/Chicago', now: WEDNESDAY }
const seen = (text: string) => mrkdwn(text, reading)
const pageOf = async (desk: SlackDesk, query: string): Promise<string> => (await fetch(`${desk.slack.url}/?${query}`)).text()

describe('a text in the vendor\'s markup', () => {
  it.each([
    ['bold, italics, strikes and code', '*b* _i_ ~s~ `c*d*`', '<b>b</b> <i>i</i> <s>s</s> <code>c*d*</code>'],
    ['no mark inside a word', 'a*b*c 2 * 3 * 4', 'a*b*c 2 * 3 * 4'],
    ['lines and quotes', 'a\nb\n&gt; q\n&gt; r\nc', 'a<br>b<blockquote>q<br>r</blockquote>c'],
    ['a block of code as it is', '```*x*\n<y>```', '<pre>*x*\n&lt;y&gt;</pre>'],
    ['a link', '<https://a.example/?x=1&amp;y=2|see *it*>', '<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noreferrer">see *it*</a>'],
    ['whom a mention names', '<@U02ANA> <#C02RETURNS>', '<span class="mention">@Ana Lima</span> <span class="mention">#returns</span>'],
    ['that everybody is called', '<!channel>', '<span class="mention loud">@channel</span>'],
    ['what was escaped as it was meant', '&lt;!channel&gt; &amp; &lt;b&gt;', '&lt;!channel&gt; &amp; &lt;b&gt;'],
  ])('shows %s', (_, text, html) => {
    expect(seen(text)).toBe(html)
  })

  it.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '<javascript:alert(1)|click>', '<https://a"onclick=x|b>'])('runs nothing of %s', (text) => {
    expect(seen(text)).not.toMatch(/<script|<img|href="javascript|"onclick/)
  })
})

describe('a date', () => {
  const at = String(WEDNESDAY / 1000)
  it.each([
    ['{date_num}', '2026-11-11'], ['{date}', 'November 11th, 2026'], ['{date_short}', 'Nov 11, 2026'], ['{date_long}', 'Wednesday, November 11th, 2026'],
    ['due {date_short_pretty} at {time}', 'due today at 9:00 AM'], ['{time_secs}', '9:00:00 AM'],
  ])('is shown in the reader\'s zone: %s', (pattern, words) => {
    expect(dateWords(at, pattern, reading)).toBe(words)
  })

  it('falls back to its own words where the vendor knows no such token or time', () => {
    expect(seen(`<!date^${at}^{moment}|Wednesday>`)).toBe('Wednesday')
    expect(seen('<!date^soon^{time}|soon>')).toBe('soon')
    expect(seen(`<!date^${at}^{time}|9 o'clock>`)).toContain('>9:00 AM</time>')
  })
})

describe('the page', () => {
  it('shows a card to whom it was sent, in their zone, and to nobody else', async () => {
    await using desk = await openSlackDesk()
    const blocks = [{ type: 'header', text: plain('Grade <the> parcel') }, { type: 'section', fields: [marked('*Order*\n#2041')] }, section(`<!date^${WEDNESDAY / 1000}^{time}|x>`), buttonRow({ style: 'primary' })]
    await desk.call('chat.postMessage', { channel: 'U02BO', text: 'a', blocks })
    const bo = await pageOf(desk, 'as=U02BO')
    expect(bo).toContain('<h3 class="header">Grade &lt;the&gt; parcel</h3>')
    expect(bo).toContain('4:00 PM</time>')
    expect(bo).toMatch(/<button type="button" class="button primary" data-act="click" data-block="row" data-action="done">Done<\/button>/)
    expect(await pageOf(desk, 'as=U02ANA&in=D02BO')).not.toContain('Grade')
  })

  it('marks what is edited, what only one person sees, and how many replies there are', async () => {
    await using desk = await openSlackDesk()
    const { ts } = await desk.call('chat.postMessage', { channel: 'C02RETURNS', text: 'first' })
    await desk.call('chat.update', { channel: 'C02RETURNS', ts, text: 'second' })
    await desk.call('chat.postMessage', { channel: 'C02RETURNS', text: 'reply', thread_ts: ts })
    await desk.call('chat.postEphemeral', { channel: 'C02RETURNS', user: 'U02ANA', text: 'for Ana' })
    const ana = await pageOf(desk, 'as=U02ANA&in=C02RETURNS')
    expect(ana).toMatch(/second<\/div> <small class="edited">\(edited\)/)
    expect(ana).toContain('1 reply')
    expect(ana).toContain('Only visible to you')
    expect(await pageOf(desk, 'as=U02BO&in=C02RETURNS')).not.toContain('for Ana')
    expect(await pageOf(desk, `as=U02BO&in=C02RETURNS&thread=${ts}`)).toMatch(/<aside[\s\S]*second[\s\S]*reply/)
  })

  it('shows the open modal with its inputs, and allows no script but its own', async () => {
    await using desk = await openSlackDesk()
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a', blocks: [buttonRow()] })
    await desk.person('click', { user: 'ana', action: 'done' })
    const option = (value: string) => ({ text: plain(value), value })
    await desk.call('views.open', { trigger_id: desk.came[0]!.payload.trigger_id, view: modal({ blocks: [
      { type: 'input', block_id: 'g', label: plain('Grade'), element: { type: 'radio_buttons', action_id: 'v', options: [option('A'), option('B')] } },
      { type: 'input', block_id: 'p', label: plain('Photos'), optional: true, element: { type: 'file_input', action_id: 'v', max_files: 2, filetypes: ['jpg'] } },
      { type: 'input', block_id: 'd', label: plain('On'), element: { type: 'datepicker', action_id: 'v', initial_date: '2026-11-11' } },
    ] }) })
    const response = await fetch(`${desk.slack.url}/?as=U02ANA`)
    const page = await response.text()
    expect(page).toMatch(/type="radio" name="i-g-v" value="B"/)
    expect(page).toMatch(/type="file" multiple accept=".jpg"/)
    expect(page).toMatch(/type="date" value="2026-11-11"/)
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'")
    expect(page).not.toMatch(/ style=|onclick=|<script>/)
  })

  it('learns of every change as it happens', async () => {
    await using desk = await openSlackDesk()
    const live = (await fetch(`${desk.slack.url}/live`)).body!.getReader()
    await live.read()
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'a' })
    expect(Buffer.from((await live.read()).value!).toString()).toContain('event: changed')
    await live.cancel()
  })

  it('takes orders only as JSON, which a page of somebody else cannot send', async () => {
    await using desk = await openSlackDesk()
    expect((await fetch(`${desk.slack.url}/_control/say`, { method: 'POST', body: '{}' })).status).toBe(415)
  })
})

it('runs as a process of its own', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'stand-ins/slack/main.ts'], { env: { ...process.env, PORT: '0', RATE_SPEED: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const url = /http:\S+/.exec(String(line))![0]
  expect(await (await fetch(`${url}/_control/health`)).json()).toMatchObject({ ok: true, pid: child.pid })
  const calls = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(`${url}/api/chat.postMessage`, { method: 'POST', body: new URLSearchParams({ token: 'xoxb-stand-in', channel: '#returns', text: 'a' }) })).status))
  expect(new Set(calls)).toEqual(new Set([200]))
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
