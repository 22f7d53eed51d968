const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const quietEveryMs = 15_000

/**
 * @param {number} ms
 * @returns {string} "0.4 s", "42 s", "5 min 24 s"
 */
export function duration(ms) {
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 100) return `${Math.round(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/**
 * One line a step: what it is doing while it runs, what came of it and how long it took afterwards.
 * On a terminal the line is rewritten in place; elsewhere a step that takes long reports every 15 seconds.
 * @param {NodeJS.WriteStream} [out]
 */
export function createProgress(out = process.stderr) {
  const terminal = out.isTTY === true && !process.env.CI
  const colour = terminal && !process.env.NO_COLOR

  /** @param {string} text @param {number} code */
  const paint = (text, code) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

  /**
   * @param {string} mark @param {string} name @param {string} note @param {number} since
   */
  const line = (mark, name, note, since) =>
    `  ${mark} ${name.padEnd(14)} ${note.padEnd(52)} ${paint(duration(Date.now() - since), 2)}`

  /**
   * @template T
   * @param {string} name a word or two
   * @param {(note: (text: string) => void) => Promise<T>} work calls `note` with what is happening; the last note stays
   * @returns {Promise<T>}
   */
  const step = (name, work) => begin(name, work).show()

  /**
   * Starts the work now and shows it later, so that lines stay in order while the work goes on side by side.
   * @template T
   * @param {string} name
   * @param {(note: (text: string) => void) => Promise<T>} work
   * @returns {{ started: Promise<T>, show: () => Promise<T> }} `show` shows the line until the work is done
   */
  function begin(name, work) {
    const since = Date.now()
    const state = { note: '' }
    const done = work((text) => { state.note = text })
    done.catch(() => undefined)
    return { started: done, show: () => show(name, state, since, done) }
  }

  /**
   * @template T
   * @param {string} name @param {{ note: string }} state @param {number} since @param {Promise<T>} done
   */
  async function show(name, state, since, done) {
    let frame = 0
    const draw = () => {
      if (!terminal) return out.write(`${line('…', name, state.note, since)}\n`)
      const width = Math.max(20, (out.columns ?? 80) - 1)
      return out.write(`\r\u001b[K${line(frames[frame++ % frames.length] ?? '', name, state.note, since).slice(0, width)}`)
    }
    const timer = setInterval(draw, terminal ? 100 : quietEveryMs)
    try {
      const result = await done
      out.write(`${terminal ? '\r\u001b[K' : ''}${line(paint('✓', 32), name, state.note, since)}\n`)
      return result
    } catch (error) {
      out.write(`${terminal ? '\r\u001b[K' : ''}${line(paint('✗', 31), name, state.note, since)}\n`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  return { step, begin, say: (/** @type {string} */ text) => out.write(`${text}\n`), paint }
}
