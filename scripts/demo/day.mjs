import { Trouble } from '../setup/trouble.mjs'
import { dayInWords, sendDay } from './day/send.mjs'

/**
 * Sends a day to a demo and says what came of it.
 * @param {Readonly<Record<string, string>>} addresses as its note has them
 * @param {import('./start.mjs').Progress} progress
 * @returns {Promise<boolean>} whether each case went as planned
 */
export async function dayTo(addresses, progress) {
  if (addresses['api'] === undefined) throw new Trouble('the demo of this checkout is still starting.', 'Send the day once its addresses are shown.')
  const told = await progress.step('day', async (note) => {
    const all = await sendDay(addresses, note)
    note(`${all.length} cases of ${new Set(all.map(({ story }) => story.sop)).size} procedures`)
    return all
  })
  progress.say(`\n${dayInWords(told, addresses).map((line) => `  ${line}`).join('\n')}\n`)
  return told.every(({ problem }) => problem === undefined)
}
