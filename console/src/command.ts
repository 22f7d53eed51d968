import { useRef, useState } from 'preact/hooks'
import { ApiProblem, post } from './api.ts'
import { actId, endAct } from './drafts.ts'
import { changedHere } from './live.ts'

/** A form's way to the server. `send` answers undefined when it was refused; `problem` then says why. */
export interface Command<T> {
  readonly busy: boolean
  readonly problem: ApiProblem | null
  readonly send: (body: object) => Promise<T | undefined>
  readonly clear: () => void
}

/**
 * One act at a time at `path`. The act keeps its id until the server has answered yes or no, so a double click, a retry after
 * a lost answer or a reload is the same act; after a definite answer the next try is a new one. `named` is false for what the
 * server tells apart by itself.
 */
export function useCommand<T>(path: string, named = true): Command<T> {
  const [state, setState] = useState<{ busy: boolean; problem: ApiProblem | null }>({ busy: false, problem: null })
  const running = useRef(false)
  const send = async (body: object): Promise<T | undefined> => {
    if (running.current) return undefined
    running.current = true
    setState({ busy: true, problem: null })
    try {
      const answer = await post<T>(path, { ...(named && { commandId: actId(path) }), ...body })
      endAct(path)
      setState({ busy: false, problem: null })
      return answer
    } catch (caught) {
      const problem = caught instanceof ApiProblem ? caught : new ApiProblem(0, 'no-answer', 'Evenkeel did not answer.')
      if (problem.definite) endAct(path)
      setState({ busy: false, problem })
      return undefined
    } finally {
      running.current = false
      changedHere()
    }
  }
  return { ...state, send, clear: () => setState({ busy: false, problem: null }) }
}
