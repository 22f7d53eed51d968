import { onConnected } from './live.ts'

const FIRST_MS = 2000
const LONGEST_MS = 30_000

/** Resolves with true when it is worth trying again: a line to the server is back, or some time has passed; with false once `signal` gives up. */
export function comeBack(tries: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (again: boolean) => {
      clearTimeout(timer)
      off()
      removeEventListener('online', back)
      signal.removeEventListener('abort', end)
      resolve(again)
    }
    const back = () => settle(true)
    const end = () => settle(false)
    const timer = setTimeout(back, Math.min(FIRST_MS * 2 ** tries, LONGEST_MS))
    const off = onConnected(back)
    addEventListener('online', back)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
