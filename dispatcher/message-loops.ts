import { startDeliverLoop } from './deliver-loop.ts'
import { createLines, type MessageDeps } from './messages.ts'
import { planMessages } from './plan-messages.ts'
import { refreshCards } from './refresh-cards.ts'
import { sendDue } from './send-messages.ts'
import { createSlots } from './slots.ts'

/** Messages that go out by themselves until stopped. */
export interface MessageLoops {
  /** A turn has become true somewhere. */
  wake(): void
  /** Resolves when nothing is under way any more: no message is left half sent. */
  stop(): Promise<void>
}

/** Messages on their way at the same time. */
const AT_ONCE = 16
/** Updates on their way at the same time. */
const UPDATES_AT_ONCE = 6
/** An address is free again without anybody saying so. */
const LOOK_MS = 200

/** Plans, sends and brings up to date. Several processes may do so at once. */
export function startMessageLoops(deps: MessageDeps): MessageLoops {
  const lines = createLines(deps)
  const report = (what: string) => (result: number | Error): void => { if (result instanceof Error) deps.report(`${what} failed and is tried again`, result) }
  const sends = createSlots(AT_ONCE, () => sending.wake())
  const updates = createSlots(UPDATES_AT_ONCE, () => showing.wake())
  const sending = startDeliverLoop({ pollMs: LOOK_MS, report: report('sending messages'), pass: () => sendDue(deps, lines, sends) })
  const showing = startDeliverLoop({ pollMs: LOOK_MS, report: report('bringing messages up to date'), pass: () => refreshCards(deps, lines, updates) })
  const planning = startDeliverLoop({
    report: report('planning messages'),
    async pass() {
      const turns = await planMessages(deps, lines)
      if (turns > 0) sending.wake()
      return turns
    },
  })
  return {
    wake() {
      // First, because somebody who has just clicked is looking.
      showing.wake()
      planning.wake()
    },
    async stop() {
      await Promise.all([planning.stop(), sending.stop(), showing.stop()])
      await Promise.all([sends.idle(), updates.idle()])
    },
  }
}
