import { readFileSync } from 'node:fs'
import type { CliIo } from './io.ts'

/** Where the API is: EVENKEEL_URL, else PUBLIC_URL, else the demo that runs in this folder, else this machine's port 3000. */
export function baseUrl({ env }: Pick<CliIo, 'env'>): string {
  const url = env['EVENKEEL_URL'] || env['PUBLIC_URL'] || demoUrl() || 'http://localhost:3000'
  return url.endsWith('/') ? url.slice(0, -1) : url
}

function demoUrl(): string | undefined {
  try {
    const demo: unknown = JSON.parse(readFileSync('.data/demo.json', 'utf8'))
    return typeof demo === 'object' && demo !== null && 'api' in demo && typeof demo.api === 'string' ? demo.api : undefined
  } catch {
    return undefined
  }
}
