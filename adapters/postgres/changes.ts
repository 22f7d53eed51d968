import pg from 'pg'

/** A connection that hears what other processes announce. */
export interface Listener {
  close(): Promise<void>
}

/** Told of one announcement; undefined after the connection was away, when anything may have happened. */
export type Hears = (payload: string | undefined) => void

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 2_000

/** Tells the id of each case whose rows changed, once its transaction is committed. */
export const listenForChanges = (url: string, hears: Hears): Promise<Listener> => listen(url, 'evenkeel_case', hears)

/** Tells that deliveries were accepted into the inbox: one word does for many. */
export const listenForDeliveries = (url: string, hears: Hears): Promise<Listener> => listen(url, 'evenkeel_inbox', hears)

/** Tells that a turn has become true, of which somebody may be to be told. */
export const listenForNotices = (url: string, hears: Hears): Promise<Listener> => listen(url, 'evenkeel_notice', hears)

/** Resolves once it listens, however long the database is away; reconnects until closed. */
async function listen(url: string, channel: 'evenkeel_case' | 'evenkeel_inbox' | 'evenkeel_notice', hears: Hears): Promise<Listener> {
  let client: pg.Client | undefined
  let closed = false
  const away = new AbortController()

  const connect = async (): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; !closed; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      client = await attempt(url, channel, hears, again)
      if (client) return
      await pause(wait, away.signal)
    }
  }
  const again = (): void => {
    if (closed) return
    void connect().then(() => { if (!closed) hears(undefined) })
  }

  await connect()
  return {
    async close() {
      closed = true
      away.abort()
      await client?.end().catch(() => undefined)
    },
  }
}

async function attempt(url: string, channel: string, hears: Hears, onEnd: () => void): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: url, application_name: 'evenkeel-listener', keepAlive: true, connectionTimeoutMillis: 4_000,
  })
  let listening = false
  client.on('error', () => undefined)
  client.on('end', () => { if (listening) onEnd() })
  client.on('notification', ({ payload }) => { hears(payload ?? '') })
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
    listening = true
    return client
  } catch {
    void client.end().catch(() => undefined)
    return undefined
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve() }, { once: true })
  })
