import { isKind } from '../placed.ts'
import type { Subject } from '../verify.ts'

const MOST_TASKS = 12
const MOST_WORDS = 120
const VERB = '(check|verify|inspect|review|look at|make sure|ensure)( that)?'
const THING = '( the| of the| if the)?( \\w+){0,2}( is| are)?'
const MERIT = '( ok| okay| fine| good| correct| right| in order| properly| carefully)?'
const VAGUE = new RegExp(`^${VERB}${THING}${MERIT}$`, 'i')

/** Instructions that two shifts would read differently: no criterion, too long, too many. */
export function vague({ context }: Subject): void {
  const { steps, parsed, report } = context
  const tasks = steps.filter((placed) => isKind(placed, 'task'))
  const last = tasks[MOST_TASKS]
  if (last)
    report.add(
      'SOP410',
      `the SOP has ${tasks.length} tasks, more than ${MOST_TASKS}`,
      parsed.places.span([...last.path, 'id']),
      'split the SOP',
    )
  for (const { step: task, path } of tasks) {
    const words = [task.task, task.do, task.if_wrong, ...(task.check ?? []).map((each) => (typeof each === 'string' ? each : each.else))]
      .join(' ')
      .split(/\s+/).length
    if (words > MOST_WORDS)
      report.add(
        'SOP410',
        `the task "${task.id}" has ${words} words, more than ${MOST_WORDS}`,
        parsed.places.span([...path, 'id']),
        'say it shorter, or split the task',
      )
    for (const [at, each] of (task.check ?? []).entries())
      if (typeof each === 'string' && VAGUE.test(each.trim().replace(/\.$/, '')))
        report.add(
          'SOP410',
          `"${each}" names no criterion`,
          parsed.places.span([...path, 'check', at]),
          'say what must be equal, present or below which number',
        )
  }
}
