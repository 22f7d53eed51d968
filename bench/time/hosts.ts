import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What one machine's clock reads at noon of a winter's day, and a digest of all that the product answers there. */
export interface Host {
  readonly zone: string
  readonly noon: string
  readonly answers: string
}

/** The zones that a machine is set to. */
export const HOST_ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata'] as const

/** Has the same questions answered by a process of its own for each zone. `script` is `host-process`, `flags` what Node needs to run it. */
export async function answersByHost(script: string, flags: readonly string[], seed: number, worlds: number): Promise<readonly Host[]> {
  const hosts: Host[] = []
  for (const zone of HOST_ZONES) {
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, String(seed), String(worlds)], { env: { ...process.env, TZ: zone } })
    hosts.push(JSON.parse(stdout) as Host)
  }
  return hosts
}
