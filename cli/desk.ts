import type { Organisation } from '../domain/organisation.ts'
import type { Accounts, ApiTokens, Sessions } from '../domain/sign-in.ts'
import { Exit } from './exit.ts'
import type { CliIo } from './io.ts'

/** Who may get in, in the database itself: the first admin has nobody to ask. */
export interface Desk {
  readonly accounts: Accounts
  readonly tokens: ApiTokens
  readonly sessions: Sessions
  organisation(): Promise<Organisation>
  close(): Promise<void>
}

/** Opens the desk at a database, by its address. */
export type OpenDesk = (url: string) => Promise<Desk>

/** Works at the desk and closes it. Exit 3 where the database is out of reach, 1 where what was asked for cannot be. */
export async function atDesk<T>({ env, desk: open }: Pick<CliIo, 'env' | 'desk'>, work: (desk: Desk) => Promise<T>): Promise<T> {
  const url = env['DATABASE_URL']
  if (!url || !open) throw new Exit(3, '"DATABASE_URL" is not set: name the PostgreSQL of Evenkeel, such as postgres://user:password@host:5432/evenkeel')
  const desk = await open(url)
  try {
    return await work(desk)
  } catch (error) {
    if (error instanceof RangeError) throw new Exit(1, error.message)
    if (error instanceof Error && error.name === 'Unavailable') throw new Exit(3, error.message)
    throw error
  } finally {
    await desk.close()
  }
}
