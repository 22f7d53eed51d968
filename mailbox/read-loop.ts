import { isLater, park, takeAgain, takeIn, type Lying, type TakeDeps } from './take.ts'

/** A mailbox that is open, as the loop needs it. */
export interface Box {
  readonly uidValidity: string
  after(uid: number): Promise<readonly { readonly uid: number; readonly bytes: number }[]>
  read(uid: number, bytes: number): Promise<{ readonly raw: Buffer } | undefined>
  wait(ms: number): Promise<void>
  close(): Promise<void>
}

/** A server that says nothing is asked all the same. */
const LOOK_MS = 60_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Reads a mailbox until told to stop; a line that is lost is opened anew, later each time. */
export async function readMailbox(deps: TakeDeps, name: string, open: () => Promise<Box>, over: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS
  while (!over.aborted) {
    let box: Box | undefined
    const close = (): void => void box?.close()
    try {
      box = await open()
      over.addEventListener('abort', close, { once: true })
      await follow(deps, name, box, over, () => { waitMs = FIRST_WAIT_MS })
    } catch (error) {
      if (!over.aborted) deps.report(`the mailbox cannot be read and is tried again in ${waitMs / 1000} s`, error)
    } finally {
      over.removeEventListener('abort', close)
      await box?.close().catch(() => undefined)
    }
    await pause(waitMs, over)
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
  }
}

async function follow(deps: TakeDeps, name: string, box: Box, over: AbortSignal, works: () => void): Promise<void> {
  while (!over.aborted) {
    const more = await takeNew(deps, name, box, over)
    const again = !over.aborted && await takeOnceMore(deps)
    works()
    if (!more && !again) await box.wait(LOOK_MS)
  }
}

/** Whether there was one to take in again. One that cannot be taken in is looked at again with the next look, and stands in nobody's way. */
async function takeOnceMore(deps: TakeDeps): Promise<boolean> {
  try {
    return await takeAgain(deps)
  } catch (error) {
    deps.report('a mail is taken in again later', error)
    return false
  }
}

/** Takes in what came since; resolves with whether there may be more. */
async function takeNew(deps: TakeDeps, name: string, box: Box, over: AbortSignal): Promise<boolean> {
  const position = await deps.inbox.position(name)
  // Numbers of a mailbox that was made anew mean nothing: all is looked at again, and what was taken in before is known by its content.
  const last = position?.uidValidity === box.uidValidity ? position.uid : 0
  const found = await box.after(last)
  for (const { uid, bytes } of found) {
    if (over.aborted) return false
    const mail = await box.read(uid, bytes)
    if (!mail) continue
    await takeUntilTaken(deps, { mailbox: name, uidValidity: box.uidValidity, uid, bytes, raw: mail.raw }, over)
  }
  return found.length > 0
}

/** A mail that is our own bug waits for a person after so many tries: those behind it are not to wait for ever. */
const MOST_TRIES = 5

/** The engine or the database being away only delays: nothing is skipped. */
async function takeUntilTaken(deps: TakeDeps, lying: Lying, over: AbortSignal): Promise<void> {
  let tries = 0
  for (let waitMs = FIRST_WAIT_MS; !over.aborted; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    try {
      await (tries < MOST_TRIES ? takeIn(deps, lying) : park(deps, lying))
      return
    } catch (error) {
      if (!isLater(error)) tries++
      deps.report('a mail is taken in later', error)
      await pause(waitMs, over)
    }
  }
}

const pause = (ms: number, over: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (over.aborted) return resolve()
  const end = (): void => { clearTimeout(timer); over.removeEventListener('abort', end); resolve() }
  const timer = setTimeout(end, ms)
  over.addEventListener('abort', end, { once: true })
})
