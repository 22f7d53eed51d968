/** A connection of its own that holds the lock for as long as it lives. */
export interface LeaseConnection {
  /** True when the lock is ours now. */
  tryLock(): Promise<boolean>
  /** Resolves when the connection, and with it the lock, is gone. */
  readonly lost: Promise<void>
  close(): Promise<void>
}

/** What is done under the lock. `say` is told of each change, not of each asking. */
export interface LeaseOptions {
  /** Opens the connection; may reject while the database is away. */
  readonly connect: () => Promise<LeaseConnection>
  /** What only one process does at a time; resolves soon after `over` is aborted. */
  readonly work: (over: AbortSignal) => Promise<void>
  readonly stop: AbortSignal
  readonly say: (text: string) => void
  /** How often to ask for the lock while another process has it. Milliseconds. */
  readonly askMs?: number
}

/** Works while it holds the lock. Losing the connection ends the work and starts the asking again; only `stop` ends it all. */
export async function holdLease({ connect, work, stop, say, askMs = 1_000 }: LeaseOptions): Promise<void> {
  let waiting = ''
  const tell = (text: string): void => {
    if (text !== waiting) say(text)
    waiting = text
  }
  while (!stop.aborted) {
    const connection = await connect().catch((error: unknown) => {
      tell(`waits for the database: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    })
    if (connection && (await connection.tryLock().catch(() => false))) {
      tell('is the active one')
      await workUntilLost(connection, work, stop)
      tell('is no longer the active one')
    } else if (connection) tell('stands by: another one is active')
    await connection?.close()
    await pause(askMs, stop)
  }
}

async function workUntilLost(connection: LeaseConnection, work: (over: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
  const over = new AbortController()
  const end = (): void => over.abort()
  stop.addEventListener('abort', end, { once: true })
  if (stop.aborted) end()
  void connection.lost.then(end)
  await work(over.signal).finally(() => stop.removeEventListener('abort', end))
}

const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    if (stop.aborted) end()
    else stop.addEventListener('abort', end)
  })
