/**
 * Ends everything in the reverse order of its start on Ctrl-C, SIGTERM or when the terminal is closed; a second Ctrl-C
 * leaves the rest to the guardian.
 * @param {readonly import('./keep.mjs').Kept[]} kept grows while the demo starts
 * @param {{ say: (text: string) => unknown }} progress
 * @param {() => void} finished
 * @returns {() => Promise<void>} does the same without a signal, and stays
 */
export function stopOnSignal(kept, progress, finished) {
  let stopping = false
  const stopAll = async () => {
    for (const { stop } of [...kept].reverse()) await stop()
    finished()
  }
  const onSignal = async () => {
    if (stopping) process.exit(130)
    stopping = true
    progress.say('\n  stopping')
    await stopAll()
    progress.say('  everything has stopped; "npm run demo" goes on from here')
    process.exit(0)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => { void onSignal() })
  // A closed terminal makes every further line fail: the processes still have to be stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  // Children and their pipes do not keep this process alive, so this does, until a signal.
  setInterval(() => undefined, 60_000)
  return stopAll
}
