import { Command } from 'commander'
import type { z } from 'zod'
import type { Task, TaskLists } from '../../api/schema/tasks.ts'
import { createClient, reader } from '../client.ts'
import type { CliIo } from '../io.ts'
import { paint } from '../print/paint.ts'
import { table } from '../print/table.ts'
import { due } from '../print/time.ts'
import type { MakeCommand } from './command.ts'

/** `sop tasks` — the work lists. */
export const tasksCommand: MakeCommand = (io) =>
  new Command('tasks')
    .description('List open tasks: mine, and those of my roles')
    .option('--as <person>', 'whose')
    .option('--all', 'every open task instead of those of my roles')
    .option('--json', 'print { mine, team }')
    .addHelpText('after', '\nExample:\n  sop tasks --as ana')
    .action(async (options: { as?: string; all?: true; json?: true }) => {
      const client = createClient(io)
      const lists = await client.get<z.output<typeof TaskLists>>(
        `/api/tasks${options.all ? '?all=true' : ''}`,
        await reader(io, client, options.as),
      )
      if (options.json) return io.out(JSON.stringify(lists))
      io.out([section(io, 'Mine', lists.mine), section(io, options.all ? 'Everybody else’s' : 'My team’s', lists.team)].join('\n\n'))
    })

function section(io: CliIo, title: string, tasks: readonly z.output<typeof Task>[]): string {
  if (tasks.length === 0) return `${paint(io, 'bold', title)}\nnothing open`
  const rows = tasks.map((task) => [
    task.caseId,
    task.step,
    task.label,
    task.title,
    task.claimedBy ?? task.assignee ?? `(${task.forWhom})`,
    due(task.dueAt, io.now()),
  ])
  return `${paint(io, 'bold', title)}\n${table(io, ['case', 'step', 'what', 'task', 'who', 'due'], rows)}`
}
