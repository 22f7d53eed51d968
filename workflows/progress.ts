/**
 * How far a case is recorded, and who waits for it. Plain promises and no `condition`: a person waits, and each condition that
 * comes true takes one more call into the sandbox. Nobody waits while the database is away.
 */
export function createProgress(first: number) {
  let recorded = first
  let away = false
  let waiting: readonly { readonly turn: number; readonly go: () => void }[] = []

  const isThere = (turn: number): boolean => recorded >= turn || away

  function release(): void {
    const ready = waiting.filter(({ turn }) => isThere(turn))
    waiting = waiting.filter(({ turn }) => !isThere(turn))
    for (const { go } of ready) go()
  }

  return {
    isThere,
    /** Resolves when the turn is recorded, or at once while the database is away. A cancel changes nothing of it. */
    reaches: (turn: number): Promise<void> => new Promise((resolve) => {
      waiting = [...waiting, { turn, go: resolve }]
      release()
    }),
    recorded(turn: number): void {
      recorded = turn
      away = false
      release()
    },
    databaseAway(): void {
      away = true
      release()
    },
  }
}
