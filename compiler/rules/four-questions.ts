import type { TaskDocument } from '../schema/step.ts'
import type { Subject } from '../verify.ts'

const QUESTIONS = [
  { key: 'do', asks: 'what to do', help: 'add "do" with the instruction' },
  { key: 'check', asks: 'what to check', help: 'add "check" with what must be true before it is done' },
  { key: 'if_wrong', asks: 'what to do if something is wrong', help: 'add "if_wrong" with the way out' },
] as const

/** A task that leaves one of the four questions open is done differently by every shift. */
export function fourQuestions({ context }: Subject): void {
  const { sop, parsed, report } = context
  for (const { step, path } of context.steps) {
    if (!('task' in step)) continue
    const span = parsed.places.span([...path, 'task'])
    for (const { key, asks, help } of QUESTIONS)
      if (!answers(step, key)) report.add('SOP401', `the task "${step.id}" does not say ${asks}`, span, help)
    if (step.escalate === undefined && sop.escalation === undefined)
      report.add('SOP401', `the task "${step.id}" does not say when it escalates`, span, 'add "escalate" here, or "escalation" to the SOP')
  }
}

const answers = (step: TaskDocument, key: 'do' | 'check' | 'if_wrong'): boolean => step[key] !== undefined
