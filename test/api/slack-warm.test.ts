import { expect, it } from 'vitest'
import { warmUp } from '../../api/slack/warm.ts'
import { aTask } from './fakes.ts'
import { slackLab } from './slack-fakes.ts'

it('goes the way of a click before anybody clicks, and leaves nothing behind', async () => {
  const lab = slackLab({}, { task: aTask() })
  const ways: string[] = []
  const slack = lab.deps.slack!
  const wayOf = <T>(name: string, result: T): T => {
    ways.push(name)
    return result
  }
  await warmUp({
    ...lab.deps,
    catalogue: { ...lab.deps.catalogue, organisation: () => wayOf('organisation', lab.deps.catalogue.organisation()) },
    reader: { ...lab.deps.reader, task: (caseId, step) => wayOf('task', lab.deps.reader.task(caseId, step)) },
    slack: { ...slack, desk: { ...slack.desk, team: () => wayOf('workspace', slack.desk.team()) } },
  })

  expect(ways.toSorted()).toEqual(['organisation', 'task', 'workspace'])
  expect([lab.said, lab.noted, [...lab.book.rows.values()], lab.asked.commands]).toEqual([[], [], [], []])
})

it('says nothing when what it goes by is away', async () => {
  const lab = slackLab()
  const away = () => Promise.reject(new Error('the database is away'))

  expect(await warmUp({ ...lab.deps, slack: lab.deps.slack!, reader: { ...lab.deps.reader, task: away }, catalogue: { ...lab.deps.catalogue, organisation: away } })).toBeUndefined()
})
