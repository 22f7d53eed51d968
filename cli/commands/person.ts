import { Command } from 'commander'
import { own } from '../../domain/json.ts'
import { atDesk, type Desk } from '../desk.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import type { MakeCommand } from './command.ts'

/** `sop person password|sign-out PERSON` — who gets in with a password, and ending what they have open. */
export const personCommand: MakeCommand = (io) =>
  new Command('person')
    .description('Give people a password, or end their sessions; works on DATABASE_URL itself')
    .addCommand(passwordCommand(io))
    .addCommand(signOutCommand(io))
    .addHelpText('after', '\nExample:\n  sop person password ana < password.txt')

const passwordCommand = (io: CliIo): Command =>
  new Command('password')
    .description('Set the password of a person, read from standard input; their sessions end')
    .argument('<person>', 'id in the organisation file')
    .addHelpText('after', '\nExample:\n  sop person password ana < password.txt')
    .action(async (person: string) => {
      const password = io.stdin().replace(/\r?\n$/, '')
      if (password === '') throw new Exit(2, 'standard input is empty: send the password there, such as from a file or a password manager')
      await atDesk(io, async (desk) => {
        await mustWorkHere(desk, person)
        await desk.accounts.setPassword(person, password)
        await desk.sessions.endAll(person, io.now())
      })
      io.err(`"${person}" signs in with the new password from now on`)
    })

const signOutCommand = (io: CliIo): Command =>
  new Command('sign-out')
    .description('End every session of a person')
    .argument('<person>', 'id in the organisation file')
    .addHelpText('after', '\nExample:\n  sop person sign-out ana')
    .action(async (person: string) => {
      const ended = await atDesk(io, (desk) => desk.sessions.endAll(person, io.now()))
      io.err(`${ended} ${ended === 1 ? 'session' : 'sessions'} of "${person}" ended`)
    })

/** Throws Exit 1 for somebody whom the organisation does not know, or who has left. */
export async function mustWorkHere(desk: Desk, person: string): Promise<void> {
  const { people } = await desk.organisation()
  if (own(people, person)?.active) return
  const known = Object.values(people).filter(({ active }) => active).map(({ id }) => id).slice(0, 20)
  throw new Exit(1, `nobody called "${person}" works here; there are ${known.join(', ')}`)
}
