import { expect, it } from 'vitest'
import type { Person } from '../../domain/organisation.ts'
import { aCrew } from '../adapters/postgres/crew.ts'
import { escalatedTo, messageLab, organisation } from './message-lab.ts'

const PEOPLE = 60
const CASES = 240
const KILLED_AT = [30, 80, 130, 180]

const person = (id: string): Person => ({ id, name: id, email: `${id}@shop.test`, zone: 'UTC', locale: 'en', active: true, access: ['staff'] })
const people = Object.fromEntries(Array.from({ length: PEOPLE }, (_, index) => [`p${index}`, person(`p${index}`)]))
const company = organisation({ people: { ...organisation().people, ...people } })

it('tells everybody once with four dispatchers at work that are killed again and again; whoever may be told twice is told so', async () => {
  await using lab = await messageLab([], { organisation: company })
  await lab.pool.query('create table arrived (id bigserial, delivery text, marked boolean)')
  for (let one = 0; one < CASES; one += 1) await lab.tell(`C${one}`, [escalatedTo(`p${one % PEOPLE}`)])
  const arrived = async (): Promise<number> => Number((await lab.rows('select count(distinct delivery) as n from arrived'))[0]?.['n'])
  await using crew = await aCrew(4 + KILLED_AT.length, new URL('./message-child.ts', import.meta.url), lab.url)

  for (let one = 0; one < 4; one += 1) crew.start()
  for (const killedAt of KILLED_AT) {
    await expect.poll(arrived, { timeout: 60_000, interval: 2 }).toBeGreaterThanOrEqual(killedAt)
    crew.replace()
  }
  const open = async (): Promise<number> => Number((await lab.rows(`select count(*) + (select count(*) from notice) as n from delivery where state not in ('sent', 'bundled')`))[0]?.['n'])
  await expect.poll(open, { timeout: 60_000 }).toBe(0)

  const told = await lab.rows(`select d.cause, count(a.id)::int as times, count(a.id) filter (where not a.marked)::int as unmarked from delivery d left join arrived a on a.delivery = d.id::text group by d.id order by d.id`)
  expect(told).toHaveLength(CASES)
  expect(told.filter(({ times }) => Number(times) < 1)).toEqual([])
  // The first time nobody can know; every further time says that it may be one.
  expect(told.filter(({ unmarked }) => Number(unmarked) > 1)).toEqual([])
  // A kill that hits nobody in the middle of a message would prove nothing.
  expect(told.filter(({ times }) => Number(times) > 1).length).toBeGreaterThan(0)
}, 180_000)
