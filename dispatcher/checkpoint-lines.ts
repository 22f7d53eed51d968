import { HEADS_A_LINE, lineOf, NO_LINE, textToSign, type Checkpoint } from '../domain/audit/checkpoint.ts'
import type { Sha256 } from '../domain/audit/link.ts'
import type { Head } from '../domain/audit/merkle.ts'
import type { LastLine, Signer } from './checkpoints.ts'

/** Puts the heads of one checkpoint into signed lines, each after the one before. */
export interface LineWriter {
  /** Lines that are full now. */
  add(heads: readonly Head[]): readonly string[]
  /** The rest, and the line that ends the checkpoint. */
  end(over: NonNullable<Checkpoint['over']>): { readonly fresh: readonly string[]; readonly last: LastLine }
}

interface Begun {
  readonly before: LastLine | undefined
  readonly whole: boolean
  readonly at: number
  readonly signer: Signer
  readonly sha256: Sha256
}

/** Begins after a line. */
export function createLineWriter({ before, whole, at, signer, sha256 }: Begun): LineWriter {
  let last: LastLine = { number: before?.number ?? 0, at, hash: before?.hash ?? NO_LINE }
  let waiting: Head[] = []
  const next = (heads: readonly Head[], rest: Pick<Checkpoint, 'more' | 'over'>): string => {
    const signed = textToSign({ number: last.number + 1, at, previous: last.hash, heads, whole, key: signer.key, ...rest })
    const line = lineOf(signed, signer.sign(signed))
    last = { number: last.number + 1, at, hash: Buffer.from(sha256(Buffer.from(line))).toString('hex') }
    return line
  }
  const full = (): readonly string[] => {
    const lines: string[] = []
    // The last heads wait: the line that ends the checkpoint has some of them.
    while (waiting.length > HEADS_A_LINE) {
      lines.push(next(waiting.slice(0, HEADS_A_LINE), { more: true }))
      waiting = waiting.slice(HEADS_A_LINE)
    }
    return lines
  }
  return {
    add(heads) {
      waiting.push(...heads)
      return full()
    },
    end(over) {
      const fresh = [...full(), next(waiting, { more: false, over })]
      waiting = []
      return { fresh, last }
    },
  }
}
