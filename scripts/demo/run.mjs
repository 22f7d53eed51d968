import { startGuardian } from '../setup/guardian.mjs'
import { runFolder } from './begin.mjs'
import { box } from './box.mjs'
import { dayTo } from './day.mjs'
import { removeNote, writeNote } from './note.mjs'
import { lintSops } from './lint.mjs'
import { openBrowser } from './open.mjs'
import { clearLogs } from './product.mjs'
import { sampleOrder, samplePage, sendSampleOnce } from './sample.mjs'
import { choosePorts } from './settings.mjs'
import { addresses, standInNames } from './stand-ins.mjs'
import { startAll } from './start.mjs'
import { stopOnSignal } from './stop.mjs'

/** @typedef {import('./start.mjs').Progress} Progress */

/**
 * Starts everything, says where it is, and stays until Ctrl-C.
 * @param {import('./options.mjs').Options} options
 * @param {Progress} progress
 */
export async function runDemo(options, progress) {
  const ports = await choosePorts((text) => progress.say(`  ${text}`))
  writeNote({})
  /** @type {import('./keep.mjs').Kept[]} in the order of their start */
  const kept = []
  startGuardian(runFolder, [runFolder])
  const stop = stopOnSignal(kept, progress, removeNote)
  clearLogs(['postgres', 'temporal', ...Object.keys(standInNames), 'worker', 'api', 'dispatcher', 'watchdog', 'answers'])
  try {
    const { temporal } = await startAll(ports, kept, progress)
    await welcome(options, progress, ports, temporal)
  } catch (error) {
    // What is still on its way up is stopped by the guardian, a moment after this process has ended.
    await stop()
    throw error
  }
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {Progress} progress
 * @param {import('./settings.mjs').Ports} ports
 * @param {string | undefined} temporal
 */
async function welcome(options, progress, ports, temporal) {
  const url = `http://127.0.0.1:${ports.console}`
  const at = addresses(ports)
  const all = { api: url, ...at, ...(temporal && { temporal }) }
  writeNote(all)
  if (options.once) {
    if (options.day) await dayTo(all, progress)
    console.log(`ready ${url}`)
    return
  }
  const mistakes = lintSops()
  if (mistakes !== undefined) progress.say(`\n${mistakes}\n  What is named above is not in force; of each SOP the last good version is. Correct it and start the demo again.`)
  const page = (await sendSampleOnce(ports.shop)) ? await samplePage(url) : undefined
  const next = page !== undefined
    ? `A return for order ${sampleOrder} has just arrived. Open ${page} and grade the parcel.`
    : `Your cases are where you left them. Open ${url}, or send another return from the strip on top.`
  progress.say(`\n${box([
    `console   ${url}`, `mailbox   ${at.mailbox}`, `Slack     ${at.slack} (a stand-in)`, `shop      ${at.shop} (a stand-in)`,
    ...(temporal === undefined ? [] : [`Temporal  ${temporal}`]),
    '', next, '', 'Ctrl-C stops everything. Logs are in .data/logs.',
  ])}\n`)
  if (options.open) openBrowser(page ?? url)
  if (options.day) await dayTo(all, progress)
}
