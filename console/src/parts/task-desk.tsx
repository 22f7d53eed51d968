import { useEffect, useRef, useState } from 'preact/hooks'
import { later } from '../later.tsx'
import type { Taken } from '../task-api.ts'
import type { CasePage, TaskRow } from '../wire.ts'
import { Asking } from './dialog.tsx'
import { EscalationLine } from './escalation-line.tsx'
import { Facts } from './facts.tsx'
import { Holding } from './holding.tsx'
import { Questions, Trouble } from './questions.tsx'
import { Receipt } from './receipt.tsx'
import { SoFar } from './so-far.tsx'
import { isOver, StaleBanner } from './stale-banner.tsx'
import { TaskForm } from './task-form.tsx'
import { TaskOver } from './task-over.tsx'

const SuggestionForm = later(() => import('./answer-forms.tsx').then((part) => part.SuggestionForm))
const QuestionForm = later(() => import('./answer-forms.tsx').then((part) => part.QuestionForm))
const SettleForm = later(() => import('./settle-form.tsx').then((part) => part.SettleForm))

const FORMS = { task: TaskForm, exception: SettleForm, suggestion: SuggestionForm, question: QuestionForm } as const

/**
 * Everything needed to finish one task. Until the reader touches the form, or is asked something over it, it shows the present;
 * from then on the task as it was stays, and a banner says what happened meanwhile. `live` is the task as it is now, undefined once it is over.
 */
export function TaskDesk({ live, page, step, autoFocus = false }: {
  readonly live: TaskRow | undefined
  readonly page: CasePage
  readonly step: string
  readonly autoFocus?: boolean
}) {
  const [used, setHeld] = useState<TaskRow | null>(null)
  const [asked, setAsked] = useState<TaskRow | null>(null)
  const held = used ?? asked
  const [taken, setTaken] = useState<Taken | null>(null)
  const epoch = useRef(0)
  const desk = useRef<HTMLDivElement>(null)
  useEffect(() => { if (autoFocus) desk.current?.querySelector<HTMLElement>('input,textarea,button')?.focus() }, [])
  useEffect(() => { if (live && taken && isNews(live, taken, epoch.current)) setTaken(null) }, [live, taken])
  const task = held ?? live
  const own = (next: Taken) => {
    epoch.current = task?.epoch ?? 0
    setHeld(null)
    setTaken(next.answer.outcome === null ? null : next)
  }
  if (taken || !task) return <TaskOver page={page} step={step} taken={taken} />
  const over = isOver(task, live)
  const use = () => setHeld((before) => before ?? live ?? null)
  const Form = FORMS[task.kind]
  return (
    <Asking.Provider value={(asking) => setAsked(asking ? (live ?? null) : null)}>
      <div class="desk" ref={desk}>
        <div class="desk-read">
          <SoFar task={live ?? task} />
          <Trouble task={task} />
          <Questions task={task} />
        </div>
        <div class="desk-act">
          {held && <StaleBanner held={held} live={live} page={page} onCarryOn={() => setHeld(null)} />}
          <Form key={task.instance} task={task} over={over} onUse={use} onTaken={own} />
          {(!over || asked) && <Holding key={`${task.instance}h`} task={live ?? task} onTaken={own} />}
        </div>
        <div class="desk-know">
          <EscalationLine key={`${task.instance}e`} task={live ?? task} over={over && !asked} onTaken={own} />
          {task.facts.length > 0 && <><h2>What is known</h2><Facts facts={(live ?? task).facts} /></>}
          <Receipt task={live ?? task} story={page.timeline} />
        </div>
      </div>
    </Asking.Provider>
  )
}

/**
 * Whether the task that is open now came after what the reader did. Lists may lag behind an answer, so the task just finished
 * is no news. Neither is what becomes of a task that the reader said they cannot do: somebody else has it.
 */
const isNews = (live: TaskRow, { answer }: Taken, epoch: number): boolean =>
  live.instance !== answer.instance || (answer.done !== 'cannot' && live.epoch > epoch)
