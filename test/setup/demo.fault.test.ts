import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** One demo in a folder of its own; the steps build on each other as they would in a terminal. */
describe('the demo', () => {
  const running = new Set<ChildProcess>()
  let data = ''
  let demo: Demo

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'evenkeel-demo-'))
    // PostgreSQL runs as another user where we are root, and must be able to pass through.
    chmodSync(data, 0o711)
    demo = await start()
  })
  afterAll(async () => {
    for (const child of running) await ended(child, 'SIGINT')
    await vi.waitFor(() => expect(leftOver()).toEqual([]), { timeout: 30_000 })
    rmSync(data, { recursive: true, force: true })
  })

  it('is ready with one command', async () => {
    await expect(statusOf(`${demo.url}/readyz`)).resolves.toBe(200)
    await expect(statusOf(demo.url)).resolves.toBe(200)
  })

  it('refuses to run twice in one checkout and names the one that runs', async () => {
    const second = run()

    expect(await exitOf(second)).toBe(3)
    expect(second.said()).toContain(`running already at ${demo.url}`)
  })

  it('brings a killed worker back', async () => {
    const { pid } = await ask('POST', '/api/demo/kill-worker')

    expect(pid).toBeGreaterThan(0)
    await expect.poll(() => ask('GET', '/api/demo/worker'), { timeout: 20_000 }).toMatchObject({ alive: true, restarts: 1 })
  })

  it('opens a case for a return that is sent', async () => {
    const { label } = await ask('POST', '/api/demo/return')

    expect(label).toMatch(/^#\d+: a return of /)
    await expect.poll(async () => (await ask('GET', '/api/cases'))['cases'], { timeout: 30_000 }).toHaveLength(1)
  })

  it('leaves nothing running when it is killed, and goes on with the same cases', async () => {
    await ended(demo.child, 'SIGKILL')
    await expect.poll(() => statusOf(demo.url).catch(() => 'away'), { timeout: 30_000 }).toBe('away')

    demo = await start()

    await expect(ask('GET', '/api/cases')).resolves.toMatchObject({ cases: [{ sop: 'returns-standard' }] })
  })

  it('has a day sent to it while it runs, told twice and in the wrong order in parts, and each case is where the day leaves it', async () => {
    const day = run('--day')

    expect(await exitOf(day), day.said()).toBe(0)
    expect(day.said()).toContain('31 cases of 11 procedures')
    const { cases } = await ask('GET', '/api/cases?limit=100') as { cases: { state: string; openSteps: { escalated?: true }[] }[] }
    // The return of before, and one case for each happening, however often it was told.
    expect(cases).toHaveLength(32)
    expect(cases.filter(({ state }) => state === 'closed')).toHaveLength(12)
    expect(cases.filter(({ openSteps }) => openSteps.some(({ escalated }) => escalated))).toHaveLength(4)
    const { refunds } = await (await fetch(`${noted()['shop']}/_control/refunds`)).json() as { refunds: { orderName: string }[] }
    expect(new Set(refunds.map(({ orderName }) => orderName)).size).toBe(refunds.length)
  })

  it('stops everything on Ctrl-C', async () => {
    expect(await ended(demo.child, 'SIGINT')).toBe(0)

    await expect(statusOf(demo.url)).rejects.toThrow()
    await expect.poll(() => leftOver(), { timeout: 30_000 }).toEqual([])
  })

  interface Demo {
    readonly child: ChildProcess
    readonly url: string
  }

  async function start(): Promise<Demo> {
    const { child, said } = run()
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^ready (\S+)$/.exec(line)?.[1]
      if (url !== undefined) return { child, url }
    }
    throw new Error(`the demo ended before it was ready: ${said()}`)
  }

  function run(...options: readonly string[]) {
    const child = spawn(process.execPath, ['scripts/demo.mjs', '--once', ...options], {
      env: { ...process.env, EVENKEEL_DATA: data, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let text = ''
    child.stderr.on('data', (chunk) => { text += String(chunk) })
    return { child, said: () => text }
  }

  /** Where everything of the demo is. */
  const noted = (): Record<string, string> => JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')) as Record<string, string>

  const exitOf = ({ child }: { child: ChildProcess }): Promise<unknown> => ended(child)

  /** Every process of the demo is noted here while it runs. */
  const leftOver = (): readonly string[] => {
    try {
      return readdirSync(join(data, 'run'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    } catch {
      return []
    }
  }

  async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<unknown> {
    running.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exit = new Promise((resolve) => { child.once('exit', resolve) })
    if (signal !== undefined) child.kill(signal)
    return exit
  }

  const statusOf = async (url: string): Promise<number> => (await fetch(url, { signal: AbortSignal.timeout(5000) })).status

  async function ask(method: string, path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${demo.url}${path}`, { method, headers: { 'X-Evenkeel-Person': 'ana', Origin: demo.url } })
    return (await answer.json()) as Record<string, unknown>
  }
})
