import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from '../contract.ts'
import { parcelReady } from './events.ts'
import type { Partner } from './partner.ts'
import type { Shop } from './shop.ts'
import { openTwin } from './twin.ts'
import { openWire, type Wire } from './wire.ts'

const PATIENCE_MS = 30_000
/** Between an effect and the next webhook: light load. */
const CALM_MS = 60
const WARM_UP = 5

/** How long each took from the first byte of the webhook to the first byte of the call to the partner, in milliseconds. */
export interface FirstEffects {
  readonly ours: readonly number[]
  readonly handWritten: readonly number[]
}

/** One webhook at a time, ours and the hand-written version in turn, each `rounds` times. */
export async function firstEffects(stage: Stage, shop: Shop, partner: Partner, rounds: number): Promise<FirstEffects> {
  await using twin = await openTwin(stage)
  const sides = [{ name: 'ours', wire: openWire(shop.port), from: 1_000_000, took: [] as number[] }, { name: 'handWritten', wire: openWire(twin.port), from: 2_000_000, took: [] as number[] }] as const
  stage.note('first effect: warming up')
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    // Whoever goes first finds the machine cooler, so they change places.
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const ms = await untilTold(side.wire, partner, side.from + round)
      if (round >= WARM_UP) side.took.push(ms)
      await pause(CALM_MS)
    }
    if (round % 50 === 49) stage.note(`first effect: ${round + 1} of ${WARM_UP + rounds}`)
  }
  for (const { wire } of sides) wire.close()
  return { ours: sides[0].took, handWritten: sides[1].took }
}

async function untilTold(wire: Wire, partner: Partner, number: number): Promise<number> {
  const since = performance.now()
  const { status, body } = await wire.post(parcelReady(number, partner.url))
  if (status !== 200) throw new Error(`the webhook was answered ${status}: ${body.slice(0, 200)}`)
  for (const giveUpAt = since + PATIENCE_MS; performance.now() < giveUpAt; await pause(2)) {
    const at = partner.toldAt(`P-${number}`)
    if (at !== undefined) return at - since
  }
  throw new Error(`a webhook had no effect within ${PATIENCE_MS / 1000} s`)
}
