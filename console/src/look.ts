import { useEffect, useState } from 'preact/hooks'
import { ApiProblem, newId, post } from './api.ts'

/** What would come of something, as far as it can be said. */
export interface Look<T> {
  readonly data: T | null
  readonly problem: ApiProblem | null
}

const GATHER_MS = 250

/** What a change would do, looked up while it is being put together; nothing until `whole`. */
export function useLook<T>(path: string, body: { readonly because: string }, whole: boolean): Look<T> {
  const [look, setLook] = useState<Look<T>>({ data: null, problem: null })
  const key = JSON.stringify(body)
  useEffect(() => {
    setLook({ data: null, problem: null })
    if (!whole) return
    let gone = false
    // A reason is still to come; whether the rest can be is worth knowing before.
    const asked = { ...body, commandId: newId(), because: body.because.trim() || '…' }
    const timer = setTimeout(() => {
      void post<T>(`${path}/preview`, asked).then((data) => { if (!gone) setLook({ data, problem: null }) }, (problem: ApiProblem) => { if (!gone) setLook({ data: null, problem }) })
    }, GATHER_MS)
    return () => { gone = true; clearTimeout(timer) }
  }, [path, key])
  return look
}
