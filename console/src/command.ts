import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiProblem, post } from './api.ts'
import { comeBack } from './come-back.ts'
import { actId, endAct } from './drafts.ts'
import { changedHere } from './live.ts'

/** A form's way to the server. `send` answers undefined when it was refused or given up; `problem` then says why. */
export interface Command<T> {
  readonly busy: boolean
  readonly problem: ApiProblem | null
  readonly send: (body: object) => Promise<T | undefined>
  /** Forgets the problem, and what is still to be sent again. */
  readonly clear: () => void
  /** The form has changed: what it was before is not sent again by itself any more. */
  readonly edited: () => void
}

/**
 * One act at a time at `path`. The act keeps its id until the server has answered yes or no, so a double click, a retry after
 * a lost answer or a reload is the same act; after a definite answer the next try is a new one. Without an answer it is sent again
 * by itself until there is one. `named` is false for what the server tells apart by itself.
 */
export function useCommand<T>(path: string, named = true): Command<T> {
  const [state, setState] = useState<{ busy: boolean; problem: ApiProblem | null }>({ busy: false, problem: null })
  const running = useRef(false)
  const waiting = useRef<AbortController | null>(null)
  const giveUp = () => waiting.current?.abort()
  useEffect(() => giveUp, [])
  const attempt = async (body: object): Promise<{ readonly answer?: T; readonly lost?: true }> => {
    running.current = true
    setState((before) => ({ busy: true, problem: before.problem?.lost ? before.problem : null }))
    try {
      const answer = await post<T>(path, { ...(named && { commandId: actId(path) }), ...body })
      endAct(path)
      setState({ busy: false, problem: null })
      return { answer }
    } catch (caught) {
      const problem = sentAgain(caught instanceof ApiProblem ? caught : new ApiProblem(0, 'no-answer', 'Evenkeel did not answer.'))
      if (problem.definite) endAct(path)
      setState({ busy: false, problem })
      return problem.lost ? { lost: true } : {}
    } finally {
      running.current = false
      changedHere()
    }
  }
  const send = async (body: object): Promise<T | undefined> => {
    if (running.current) return undefined
    giveUp()
    const wait = new AbortController()
    waiting.current = wait
    for (let tries = 0; ; tries++) {
      const { answer, lost } = await attempt(body)
      if (!lost || wait.signal.aborted || !(await comeBack(tries, wait.signal))) return answer
    }
  }
  const clear = () => {
    giveUp()
    setState({ busy: false, problem: null })
  }
  const edited = () => { if (!running.current && state.problem?.lost) clear() }
  return { ...state, send, clear, edited }
}

/** Says of a lost answer that it is asked for again. */
const sentAgain = (problem: ApiProblem): ApiProblem => (problem.lost ? new ApiProblem(problem.status, 'sent-again', problem.message) : problem)
