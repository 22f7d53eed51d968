import { useEffect, useState } from 'preact/hooks'
import { ApiProblem, get } from './api.ts'
import { onChange } from './live.ts'

/** What a page asked for: `data` stays the last known while newer data or a problem arrives. */
export interface Resource<T> {
  readonly data: T | undefined
  readonly problem: ApiProblem | null
}

const GATHER_MS = 40
const AGAIN_MS = 3000

/**
 * Reads `path` and reads it again when `caseId` changes (any case, when left out). A null path reads nothing. Changes that
 * come close together are one reading; an answer that was overtaken is dropped. With `everyMs` it is also read that often, for what
 * changes without a word.
 */
export function useResource<T>(path: string | null, caseId?: string, everyMs?: number): Resource<T> {
  const [state, setState] = useState<Resource<T> & { readonly path: string | null }>({ path, data: undefined, problem: null })
  useEffect(() => {
    if (path === null) return
    let latest = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      const mine = ++latest
      const next = await get<T>(path).then((data) => ({ data, problem: null }), (problem: ApiProblem) => ({ problem }))
      if (mine !== latest) return
      const lost = 'data' in next ? null : next.problem.lost
      if (lost) again(AGAIN_MS)
      setState((old) => {
        const known = old.path === path ? old : { data: undefined, problem: null }
        // That nothing is heard of the server stands at the foot of the page; what is shown stays as it is.
        return lost && known.data !== undefined ? { ...known, path } : { ...known, ...next, path }
      })
    }
    const again = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => void read(), ms)
    }
    const off = onChange((changed) => {
      if (changed === null || caseId === undefined || changed === caseId) again(GATHER_MS)
    })
    const regularly = everyMs === undefined ? undefined : setInterval(() => void read(), everyMs)
    void read()
    return () => { latest = -1; clearTimeout(timer); clearInterval(regularly); off() }
  }, [path, caseId, everyMs])
  return state.path === path ? state : { data: undefined, problem: null }
}

/** True once `waiting` has lasted so long that the reader should be shown something. */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    setSlow(false)
    if (!waiting) return
    const timer = setTimeout(() => setSlow(true), 400)
    return () => clearTimeout(timer)
  }, [waiting])
  return waiting && slow
}
