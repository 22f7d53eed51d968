/** Tries until it works or `forMs` are over, waiting a second in between; then throws the last error. `tell` hears of each failure. */
export async function retrying<T>(forMs: number, tell: (error: unknown) => void, act: () => Promise<T>): Promise<T> {
  const until = Date.now() + forMs
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (Date.now() >= until) throw error
      tell(error)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}
