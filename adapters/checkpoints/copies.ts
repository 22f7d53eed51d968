import type { CheckpointCopy } from '../../dispatcher/checkpoints.ts'
import type { Mailer } from '../../domain/ports.ts'

const PUT_MS = 10_000
const HOUR_MS = 3_600_000

/** Puts each checkpoint to an address below `url`, as `0000000012.jsonl`: an object store that keeps what it has. `authorization` goes into that header. */
export const createPutCopy = (url: string, authorization: string | undefined): CheckpointCopy => ({
  name: 'object store',
  async keep(lines, { number }) {
    if (lines.length === 0) return
    const address = `${url.replace(/\/+$/, '')}/${String(number).padStart(10, '0')}.jsonl`
    const answer = await fetch(address, {
      method: 'PUT', body: `${lines.join('\n')}\n`, redirect: 'error', signal: AbortSignal.timeout(PUT_MS),
      headers: { 'Content-Type': 'application/jsonl', ...(authorization ? { Authorization: authorization } : {}) },
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`it answered ${answer.status}`)
  },
})

/** Mails the last line's hash to an auditor once an hour: it vouches for every line before, wherever the file lies. */
export function createMailCopy(mailer: Mailer, to: string): CheckpointCopy {
  let mailedAt = Number.NEGATIVE_INFINITY
  return {
    name: 'mail',
    async keep(_lines, { number, at, hash }) {
      if (at - mailedAt < HOUR_MS) return
      const when = new Date(at).toISOString()
      const body = `Line ${number} of the file of checkpoints, of ${when}, has the SHA-256\n\n${hash}\n\nKeep this mail. "sop audit verify" prints the same for that line, or somebody has changed the file.`
      await mailer.send({ template: 'checkpoint', to: { email: to }, subject: `Evenkeel checkpoint ${number}, ${when}`, body, locale: 'en' }, `checkpoint/${number}`)
      mailedAt = at
    },
  }
}
