import { readFile } from 'node:fs/promises'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import { msToTs } from '@temporalio/common/lib/time.js'
import protocol, { type coresdk } from '@temporalio/proto'
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js'
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js'

type Job = coresdk.workflow_activation.IWorkflowActivationJob
/** What the workflow code asks of the engine. */
export type Asked = coresdk.workflow_commands.IWorkflowCommand

/** One run of the workflow code in the SDK's own sandbox: jobs go in by hand, commands come out; no server has a part in it. */
export interface SandboxRun {
  readonly runId: string
  /** Rejects when the workflow code throws what it must not. */
  activate(jobs: readonly Job[], options?: { readonly suggestNewRun?: boolean }): Promise<readonly Asked[]>
  query(name: string): Promise<unknown>
  /** Throws the run out of memory and makes it anew from all that happened, as a worker does after a crash. Rejects when it asks for something else then. */
  replay(): Promise<void>
  dispose(): Promise<void>
}

export const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)
export const fromPayload = (payload: unknown): unknown => defaultPayloadConverter.fromPayload(payload as Payload)

interface Begin {
  readonly runId: string
  readonly workflowId: string
  readonly continuedFrom?: string
  readonly input: unknown
}

/** The sandbox that a worker thread has, in this thread. */
export async function openSandbox(bundlePath: string) {
  const code = await readFile(bundlePath, 'utf8')
  const bundle = { code, filename: bundlePath, sourceMap: { version: 3, sources: [], names: [], mappings: '' } as never }
  const creator = await ReusableVMWorkflowCreator.create(bundle, 10_000, new Set(['record', 'readFact', 'act', 'sendLetter']))
  // Following every promise of this thread is what a debugger needs, and costs more than the workflows.
  const { stopPromiseHook } = globalHandlers as unknown as { stopPromiseHook(): void }
  stopPromiseHook()
  const make = (begin: Begin) => creator.createWorkflow({
    info: infoOf(begin), now: BEGAN, showStackTraceSources: false, randomnessSeed: [1], failureExceptionTypeNames: [],
  } as never)
  return {
    /** Begins a run; its first commands come with it. */
    async begin(begin: Begin): Promise<{ readonly run: SandboxRun; readonly asked: readonly Asked[] }> {
      const run = await createRun(begin, () => make(begin))
      return { run, asked: await run.activate([{ initializeWorkflow: { workflowId: begin.workflowId, workflowType: 'caseWorkflow', arguments: [toPayload(begin.input)] } }]) }
    },
    close: () => creator.destroy(),
  }
}

export type Sandbox = Awaited<ReturnType<typeof openSandbox>>

/** The workflow's own clock stands still; cases on a held clock do not look at it. */
const BEGAN = Date.UTC(2026, 0, 1)
/** A task and what it leaves behind is about as many events. */
const EVENTS = 5

const infoOf = ({ runId, workflowId, continuedFrom }: Begin) => ({
  runId, workflowId, workflowType: 'caseWorkflow', namespace: 'default', taskQueue: 'sandbox', firstExecutionRunId: continuedFrom ?? runId, attempt: 1,
  ...(continuedFrom === undefined ? {} : { continuedFromExecutionRunId: continuedFrom }), searchAttributes: {}, historyLength: 0, historySize: 0, continueAsNewSuggested: false,
  startTime: new Date(BEGAN), runStartTime: new Date(BEGAN), taskTimeoutMs: 10_000, memo: {}, unsafe: { now: Date.now, isReplaying: false, isReplayingHistoryEvents: false },
})

const queryFor = (runId: string, name: string): object => protocol.coresdk.workflow_activation.WorkflowActivation.fromObject({
  runId, timestamp: msToTs(BEGAN), jobs: [{ queryWorkflow: { queryId: 'q', queryType: name, arguments: [] } }],
})

interface Workflow {
  activate(activation: unknown): Promise<{ readonly successful?: { readonly commands?: readonly Asked[] | null } | null; readonly failed?: { readonly failure?: { readonly message?: string | null } | null } | null }>
  dispose(): Promise<void>
}

async function createRun({ runId }: Begin, make: () => Promise<unknown>): Promise<SandboxRun> {
  let workflow = (await make()) as Workflow
  const happened: { readonly activation: object; readonly asked: string }[] = []

  async function act(activation: object): Promise<readonly Asked[]> {
    const { successful, failed } = await workflow.activate(activation)
    if (!successful) throw new Error(`the workflow task failed: ${failed?.failure?.message ?? 'no reason given'}`)
    return successful.commands ?? []
  }

  return {
    runId,
    async activate(jobs, { suggestNewRun = false } = {}) {
      const activation = {
        runId, timestamp: msToTs(BEGAN + happened.length), isReplaying: false, historyLength: 3 + happened.length * EVENTS, jobs, continueAsNewSuggested: suggestNewRun, availableInternalFlags: [1, 2, 3],
      }
      const asked = await act(activation)
      happened.push({ activation, asked: JSON.stringify(asked) })
      return asked
    },
    async query(name) {
      const [answer] = await act(queryFor(runId, name))
      const payload = answer?.respondToQuery?.succeeded?.response
      if (!payload) throw new Error(`the query "${name}" failed: ${answer?.respondToQuery?.failed?.message ?? 'no answer'}`)
      return fromPayload(payload)
    },
    async replay() {
      await workflow.dispose()
      workflow = (await make()) as Workflow
      for (const { activation, asked } of happened) {
        const again = JSON.stringify(await act({ ...activation, isReplaying: true }))
        if (again !== asked) throw new Error(`the replay asks for something else: ${again.slice(0, 500)} instead of ${asked.slice(0, 500)}`)
      }
    },
    dispose: () => workflow.dispose(),
  }
}
