import { z } from 'zod'

/** What is reached outside: connectors, web services, mail, Slack, the ledger file. */
export const ConnectorList = z.object({ connectors: z.array(z.object({ name: z.string() })), mayCheck: z.boolean() })

/** Which of them. */
export const ConnectorParams = z.object({ name: z.string().min(1).max(80) })

/** What a look at one came to. */
export const ConnectorChecked = z
  .object({
    name: z.string(),
    state: z.enum(['ok', 'off', 'refused', 'unreachable']),
    message: z.string(),
    missing: z.array(z.object({ scope: z.string(), actions: z.array(z.string()) })).meta({ description: 'what the key may not do, in the vendor\'s words, with the actions that need it' }),
  })
  .meta({ id: 'ConnectorChecked' })
