import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { plainScript } from '../../harness/plain-script.ts'

/** Processes that stand ready, so that one that is killed is replaced at once. */
export interface Crew extends AsyncDisposable {
  /** Sets the next one to work. */
  start(): void
  /** Kills the one at work for longest with -9, and sets the next one to work. */
  replace(): void
}

/** A crew running `script`, which says a line when it is ready and begins when it is sent a message. */
export async function aCrew(size: number, script: URL, url: string): Promise<Crew> {
  const plain = await plainScript(script)
  const members = Array.from({ length: size }, () =>
    spawn(process.execPath, [plain, url], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }))
  await Promise.all(members.map(async ({ stdout }) => stdout && await once(stdout, 'data')))
  const [waiting, working]: [ChildProcess[], ChildProcess[]] = [[...members], []]
  const start = (): void => {
    const member = waiting.shift()
    if (!member) throw new Error('the crew is too small for this test')
    member.send('go')
    working.push(member)
  }
  return {
    start,
    replace() {
      working.shift()?.kill('SIGKILL')
      start()
    },
    async [Symbol.asyncDispose]() {
      const alive = members.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      const ends = alive.map((member) => once(member, 'exit'))
      for (const member of members) member.kill('SIGKILL')
      await Promise.all(ends)
    },
  }
}

/** In a member of the crew: says that it is ready, and resolves when it is to begin. */
export async function orders(): Promise<void> {
  process.stdout.write('ready\n')
  await once(process, 'message')
}
