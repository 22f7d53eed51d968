import type { Catalogue } from '../../domain/ports.ts'
import type { Accounts, ApiTokens, Sessions } from '../../domain/sign-in.ts'
import { createAccounts } from './accounts.ts'
import { createCatalogue } from './catalogue.ts'
import { openDatabase } from './database.ts'
import { createSessions } from './sessions.ts'
import { createApiTokens } from './tokens.ts'

/** Accounts, tokens and sessions of one database, with who works there; for a command that asks one thing and leaves. */
export function openDesk(url: string): { accounts: Accounts; tokens: ApiTokens; sessions: Sessions; organisation: Catalogue['organisation']; close(): Promise<void> } {
  const database = openDatabase(url, { max: 1 })
  const catalogue = createCatalogue(database)
  return { accounts: createAccounts(database), tokens: createApiTokens(database), sessions: createSessions(database), organisation: () => catalogue.organisation(), close: () => database.close() }
}
