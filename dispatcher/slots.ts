/** So many things at the same time, each begun as soon as there is room. */
export interface Slots {
  /** How many more may begin now. */
  free(): number
  /** Begins one; what it throws goes to `failed`. */
  begin(work: () => Promise<void>, failed: (error: unknown) => void): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

/** Room for `size` things; `onFree` hears whenever one has ended. */
export function createSlots(size: number, onFree: () => void): Slots {
  const running = new Set<Promise<void>>()
  return {
    free: () => size - running.size,
    begin(work, failed) {
      const one: Promise<void> = work().catch(failed).finally(() => {
        running.delete(one)
        onFree()
      })
      running.add(one)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
