import { useEffect, useRef, useState } from 'preact/hooks'
import { get, post } from '../api.ts'

interface Worker {
  readonly alive: boolean
  readonly pid: number | null
  readonly restarts: number
}

const LOOK_MS = 300

/** Kills the demo's worker and watches it come back, to be seen that no case minds. */
export function KillWorker({ pid }: { readonly pid: number | null }) {
  const [said, setSaid] = useState(pid === null ? 'No worker runs just now.' : `Worker ${pid} runs.`)
  const [dead, setDead] = useState<{ readonly pid: number; readonly at: number } | null>(null)
  const gone = useRef(false)
  useEffect(() => () => { gone.current = true }, [])
  useEffect(() => {
    if (!dead) return
    const look = async () => {
      const worker = await get<Worker>('/api/demo/worker').catch(() => null)
      const seconds = ((Date.now() - dead.at) / 1000).toFixed(1)
      if (gone.current) return
      if (!worker?.alive || worker.pid === dead.pid) return setSaid(`Worker ${dead.pid} is dead since ${seconds} s. Its cases wait, nothing is lost.`)
      setSaid(`Worker ${worker.pid} took over after ${seconds} s. The cases go on.`)
      setDead(null)
    }
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [dead])
  const kill = async () => {
    const killed = await post<{ readonly pid: number }>('/api/demo/kill-worker').catch((problem: Error) => setSaid(`That did not work: ${problem.message}`))
    if (!killed) return
    setSaid(`Worker ${killed.pid} was killed.`)
    setDead({ pid: killed.pid, at: Date.now() })
  }
  return <span class="actions"><button type="button" disabled={dead !== null} onClick={() => void kill()}>Kill the worker</button><span role="status">{said}</span></span>
}
