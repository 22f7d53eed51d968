import type { ExportRow } from '../../domain/audit/export.ts'
import { linkOf } from '../../domain/audit/link.ts'
import { verifyExport } from '../../cli/audit/verify.ts'
import type { Fault } from '../../cli/audit/verdict.ts'
import { append, chunk, createWitness, exported, sealed, sha256, type Rows, type Witness } from './made.ts'

/** What somebody who owns the database and the file of checkpoints, and not the key, may try. */
export const KINDS = ['change', 'reseal', 'delete', 'insert', 'swap', 'truncate', 'rebuild', 'checkpoint'] as const
export type Kind = (typeof KINDS)[number]

/** One try: what was done, and where a verifier must point. */
export interface Tampering {
  readonly kind: Kind
  readonly chain: string
  /** The first event, or line of the checkpoints, that is not what it was. */
  readonly position: number
}

/** What a verifier made of it: `named` when it names that chain and that place. */
export interface Tried extends Tampering {
  readonly found: boolean
  readonly named: boolean
  readonly said: Fault | undefined
}

const EVENTS = 200
const BEGAN = Date.parse('2026-11-20T09:00:00Z')
const MINUTE_MS = 60_000
/** Everything that was recorded is under a checkpoint by then. */
const EXPORTED = BEGAN + 60 * MINUTE_MS

/** A record of two chains of 200 events with its checkpoints, and tries on it. */
export interface Ground {
  /** What a verifier says of the record as it is. */
  untouched(): Promise<readonly Fault[]>
  try(kind: Kind, next: () => number): Promise<Tried>
}

/** Makes the record: a checkpoint after every 25 events of each chain. */
export async function createGround(): Promise<Ground> {
  const chains = new Map<string, Rows>(['case/AVOCET', 'case/BITTERN'].map((name) => [name, []]))
  const witness = createWitness(chains)
  for (let nth = 1; nth <= EVENTS; nth++) {
    const at = BEGAN + Math.floor(nth / 25) * MINUTE_MS
    for (const [name, rows] of chains) append(rows, name, { rule: nth, because: 'in_window', paid: `${nth}.00`, inputs: { days: nth, value: nth * 3 } }, at)
    if (nth % 25 === 0) await witness.write(at)
  }
  const verify = async (of: ReadonlyMap<string, readonly ExportRow[]>, lines: readonly string[]): Promise<readonly Fault[]> => {
    const file = Buffer.from(`${lines.join('\n')}\n`)
    return (await verifyExport(chunk(await exported(of, EXPORTED)), { checkpoints: () => chunk(file), keys: witness.keys })).faults
  }
  return {
    untouched: () => verify(chains, witness.lines),
    async try(kind, next) {
      const copy = new Map([...chains].map(([name, rows]) => [name, [...rows]]))
      const lines = [...witness.lines]
      const names = [...copy.keys()]
      const chain = names[Math.floor(next() * names.length)] ?? ''
      const done = kind === 'checkpoint' ? onCheckpoints(lines, next) : onChain(kind, copy.get(chain) ?? [], chain, next)
      const faults = await verify(copy, lines)
      const [said] = faults
      return { ...done, said, found: faults.length > 0, named: faults.length === 1 && said?.chain === done.chain && points(said, done, witness) }
    },
  }
}

/** One that is changed and sealed anew shows only by the one after; a chain that is built anew, or ends anew, between two checkpoints. */
function points({ position, reason }: Fault, { kind, position: real }: Pick<Tampering, 'position'> & { readonly kind?: Kind }, { lines }: Witness): boolean {
  if (position === real || (kind === 'reseal' && position === real + 1)) return true
  const [, first, last] = /one of (\d+) to (\d+) was changed/.exec(reason) ?? []
  return (kind === 'rebuild' || kind === 'reseal' || kind === 'insert') && first !== undefined && Number(first) <= real && real <= Number(last) && Number(last) - Number(first) < EVENTS / lines.length + 1
}

type Done = Tampering

function onChain(kind: Exclude<Kind, 'checkpoint'>, rows: Rows, chain: string, next: () => number): Done {
  const at = Math.floor(next() * rows.length)
  const done = { kind, chain, position: at + 1 }
  if (kind === 'delete') {
    // The last one taken away is a cut.
    rows.splice(at, 1)
    return done
  }
  if (kind === 'truncate') {
    rows.splice(at)
    return done
  }
  if (kind === 'swap') return swap(rows, done, next)
  const old = rows[at]
  if (!old?.body) throw new Error('a chain of the bench has all its bodies')
  if (kind === 'insert') {
    rows.splice(at, 0, sealed(chain, at + 1, old.previous, { rule: 0, because: 'put in' }, old.at))
    return done
  }
  const body = changed(old.body, next)
  if (kind === 'change') rows[at] = { ...old, body }
  if (kind === 'reseal') rows[at] = { ...old, body, hash: linkOf(old.previous, body, sha256) }
  if (kind === 'rebuild') rebuild(rows, at, body)
  return done
}

/** Every link from here on anew, as whoever wrote the row would. */
function rebuild(rows: Rows, from: number, changedBody: Uint8Array): void {
  for (let at = from; at < rows.length; at++) {
    const row = rows[at]
    if (!row) return
    const [previous, body] = [rows[at - 1]?.hash ?? new Uint8Array(32), at === from ? changedBody : (row.body ?? new Uint8Array())]
    rows[at] = { ...row, body, previous, hash: linkOf(previous, body, sha256) }
  }
}

/** Two change places and say that they stand where they stand now. */
function swap(rows: Rows, done: Done, next: () => number): Done {
  const one = done.position - 1
  const other = (one + 1 + Math.floor(next() * (rows.length - 1))) % rows.length
  const [first, second] = [rows[one], rows[other]]
  if (!first || !second) return done
  rows[one] = { ...second, position: first.position }
  rows[other] = { ...first, position: second.position }
  return { ...done, position: Math.min(one, other) + 1 }
}

/** One digit or letter of what the event tells is another one; it stays JSON, and says the same place. */
function changed(body: Uint8Array, next: () => number): Uint8Array {
  const copy = Buffer.from(body)
  const from = copy.indexOf('"rule":') + '"rule":'.length
  const places = [...copy.keys()].filter((at) => at >= from && /[0-9a-z]/.test(String.fromCharCode(copy[at] ?? 0)) && copy[at - 1] !== 0x5c)
  const at = places[Math.floor(next() * places.length)] ?? from
  const old = copy[at] ?? 0x30
  // A leading zero would be no number.
  copy[at] = old === 0x39 || old === 0x7a ? old - 1 : old + 1
  return copy
}

/** A line altered, taken out, cut off together with what follows, or two that change places. */
function onCheckpoints(lines: string[], next: () => number): Omit<Done, 'kind'> & { readonly kind: 'checkpoint' } {
  const at = Math.floor(next() * (lines.length - 1))
  const done = { kind: 'checkpoint', chain: 'checkpoints', position: at + 1 } as const
  const line = lines[at] ?? ''
  const how = Math.floor(next() * 3)
  if (how === 0) lines[at] = line.replace(/,(\d+),"([0-9a-f])/, (_all, events: string, digit: string) => `,${events},"${digit === 'a' ? 'b' : 'a'}`)
  if (how === 1) lines.splice(at, 1)
  if (how === 2) lines.splice(at, 2, lines[at + 1] ?? '', line)
  return done
}
