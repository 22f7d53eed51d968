import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const text = readFileSync('docker-compose.yml', 'utf8')

/** What the compose specification asks of the parts used here; unknown keys are mistakes. */
const Service = z.strictObject({
  image: z.string().optional(),
  build: z.string().optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  profiles: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) })).optional(),
  healthcheck: z.strictObject({
    test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number(), start_period: z.string().optional(),
  }).optional(),
})
const compose = z.object({ name: z.string(), services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(text, { merge: true }))
const services = Object.entries(compose.services)

it('has the production shape', () => {
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining([
    'postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui', 'mail', 'api', 'worker', 'dispatcher',
  ]))
})

describe.each(services)('%s', (_name, service) => {
  it('has something to run', () => {
    expect(service.image ?? service.build).toBeDefined()
  })

  it('waits only for services that exist, and for health only where it is asked', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services).toHaveProperty(other)
      if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck, other).toBeDefined()
    }
  })

  it('is reachable from this machine alone', () => {
    expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  it('uses only volumes that are declared', () => {
    const named = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '').filter((volume) => !/^[./]/.test(volume))
    expect(named.filter((volume) => !(volume in compose.volumes))).toEqual([])
  })

  it('runs a program that there is', () => {
    const main = (service.command ?? []).find((word) => word.startsWith('dist/'))
    if (main !== undefined) expect(existsSync(main.replace(/^dist\//, '').replace(/\.js$/, '.ts')), main).toBe(true)
  })
})

it('starts without any variable being set, and carries no secret of its own', () => {
  const variables = [...text.matchAll(/(?<!\$)\$\{(\w+)(:?[-?][^}]*)?\}/g)]

  expect(variables.filter(([, , fallback]) => !fallback?.startsWith(':-')).map(([whole]) => whole)).toEqual([])
  // The database's password guards a port that is not published; a shop's or a mail server's has no default at all.
  const guessable = variables.filter(([, name, fallback]) => /SECRET|TOKEN|KEY/.test(name ?? '') && fallback !== ':-')
  expect(guessable).toEqual([])
})

it('pins the version of every image that is not ours', () => {
  expect(services.map(([, { image }]) => image).filter((image) => image !== undefined && !/^evenkeel:|:\w*\d[\w.]*$/.test(image))).toEqual([])
})

const docker = spawnSync('docker', ['compose', 'version']).status === 0

it.skipIf(!docker)('is accepted by docker compose', { timeout: 30_000 }, () => {
  const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], { encoding: 'utf8' })

  expect(stderr).toBe('')
  expect(status).toBe(0)
})
