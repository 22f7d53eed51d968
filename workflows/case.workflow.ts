import { allHandlersFinished, ApplicationFailure, CancellationScope, condition, continueAsNew, setHandler, sleep, workflowInfo } from '@temporalio/workflow'
import { refuse } from '../domain/case.ts'
import type { Token } from '../domain/ports.ts'
import type { Refusal } from '../domain/refusal.ts'
import { arrivedSignal, commandUpdate, stateQuery, windUpdate, type CaseInput } from './messages.ts'
import { startRun, type Run } from './run.ts'
import { createWinder } from './winder.ts'

/** How a case ended; the tokens are of turns that only its history can prove. */
export interface CaseEnd {
  readonly outcome: string
  readonly tokens: readonly Token[]
}

/**
 * Carries one case from its trigger to its outcome. `advance` makes every judgement; this waits, records and delivers.
 * A cancel from Temporal's own tools changes nothing: a case is cancelled by a person's command, which is recorded and takes
 * back what was done.
 */
export const caseWorkflow = (input: CaseInput): Promise<CaseEnd> => CancellationScope.nonCancellable(() => carry(input))

async function carry(input: CaseInput): Promise<CaseEnd> {
  const run = startRun(input)
  const winder = createWinder(run, input.resume?.wound ?? [])
  listen(run, winder)
  const reopening = input.resume?.reopens?.arrival
  if (reopening) run.apply({ type: 'arrived', arrival: { ...reopening, at: run.clock.fromWorld(reopening.at) } })
  const ended = (): boolean => run.state().outcome !== undefined && run.settled()
  // Leaving in the task that answers an Update can lose its answer, so handlers are drained before.
  const mayMove = (): boolean => run.settled() && allHandlersFinished()
  const mustMove = (): boolean => workflowInfo().continueAsNewSuggested && mayMove()

  // An event may open the case again while the last handlers are waited for.
  while (!ended() || !allHandlersFinished()) {
    await run.goOn(() => ended() || mustMove())
    if (ended()) {
      await condition(allHandlersFinished)
      continue
    }
    // A task of its own, for the same reason; what came meanwhile is dealt with first.
    await sleep(1)
    if (mayMove()) await moveToNewRun(input, run, winder.done())
  }
  return { outcome: run.state().outcome ?? '', tokens: run.tokens.all() }
}

type Winder = ReturnType<typeof createWinder>

/** Set before the first await: an Update that finds no handler by then is rejected. Validators are synchronous, because the SDK does not wait for them. */
function listen(run: Run, winder: Winder): void {
  setHandler(stateQuery, () => run.state())
  setHandler(
    commandUpdate,
    (command) => {
      const answer = run.apply({ type: 'command', command })
      return run.recorded().then(() => {
        if (!answer) throw refused({ code: 'bad-command', message: 'the case did not take the command' })
        return { answer, tokens: run.tokens.all() }
      })
    },
    { validator: (command) => raise(refuse(run.plan, run.state(), command, run.clock.now())) },
  )
  setHandler(arrivedSignal, (arrival) => {
    run.apply({ type: 'arrived', arrival: { ...arrival, at: run.clock.fromWorld(arrival.at) } })
  })
  setHandler(windUpdate, (wind) => CancellationScope.nonCancellable(() => winder.wind(wind)), { validator: (wind) => raise(winder.refuse(wind)) })
}

const refused = (refusal: Refusal): ApplicationFailure => ApplicationFailure.nonRetryable(refusal.message, refusal.code, refusal)

function raise(refusal: Refusal | undefined): void {
  if (refusal) throw refused(refusal)
}

const moveToNewRun = (input: CaseInput, run: Run, wound: readonly string[]): Promise<never> =>
  continueAsNew<typeof caseWorkflow>({ opening: input.opening, clock: run.clock.carried(), resume: { state: run.state(), tokens: run.tokens.all(), wound } })
