import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { ImapLab } from './imap-lab.ts'

/**
 * As much of IMAP4rev1 (RFC 3501, RFC 2177) as reading one mailbox takes, for machines without a real server. `put` is a mail that
 * arrives; `renumber` makes the mailbox anew; `cut` drops every line.
 */
export interface ScriptedImap extends ImapLab {
  put(raw: Buffer): void
  renumber(): void
  cut(): void
  /** Of how many mails something was told, in all. */
  told(): number
}

export async function startScriptedImap(): Promise<ScriptedImap> {
  const state = { validity: 1, next: 1, mails: [] as { readonly uid: number; readonly raw: Buffer }[], told: 0 }
  const lines = new Set<Session>()
  const server = createServer((socket) => {
    const session = sessionOn(socket, state)
    lines.add(session)
    socket.on('close', () => lines.delete(session))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const cut = (): void => { for (const { socket } of lines) socket.destroy() }
  return {
    url: `imap://answers:secret@127.0.0.1:${(server.address() as AddressInfo).port}/INBOX`, cut, told: () => state.told,
    put(raw) {
      state.mails.push({ uid: state.next++, raw })
      for (const session of lines) session.tell(`* ${state.mails.length} EXISTS`)
    },
    renumber() {
      state.validity += 1
      state.mails = state.mails.map(({ raw }, index) => ({ uid: index + 1, raw }))
      state.next = state.mails.length + 1
      cut()
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
}

interface Session {
  readonly socket: Socket
  tell(line: string): void
}

function sessionOn(socket: Socket, state: { readonly validity: number; readonly next: number; readonly mails: readonly { readonly uid: number; readonly raw: Buffer }[]; told: number }): Session {
  let idle: string | undefined
  let selected = false
  let rest = ''
  const send = (line: string): void => void socket.write(`${line}\r\n`)
  const within = (range: string): ((uid: number) => boolean) => {
    const [from = '1', to = from] = range.split(':')
    const last = state.mails.at(-1)?.uid ?? 0
    const [low, high] = [Number(from), to === '*' ? last : Number(to)].sort((a, b) => a - b)
    return (uid) => uid >= (low ?? 1) && uid <= (high ?? 1)
  }
  const fetch = (range: string, items: string): void => {
    const asked = within(range)
    for (const [index, { uid, raw }] of state.mails.entries()) {
      if (!asked(uid)) continue
      state.told += 1
      const part = /BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(items)
      if (!part) send(`* ${index + 1} FETCH (UID ${uid} RFC822.SIZE ${raw.length})`)
      else {
        const bytes = part[1] === undefined ? raw : raw.subarray(Number(part[1]), Number(part[1]) + Number(part[2]))
        socket.write(`* ${index + 1} FETCH (UID ${uid} BODY[]${part[1] === undefined ? '' : `<${part[1]}>`} {${bytes.length}}\r\n`)
        socket.write(bytes)
        socket.write(')\r\n')
      }
    }
  }
  const command = (line: string): void => {
    if (idle !== undefined) { send(`${idle} OK done`); idle = undefined; return }
    const [, tag = '*', name = '', args = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/i.exec(line) ?? []
    switch (name.toUpperCase()) {
      case 'CAPABILITY': send('* CAPABILITY IMAP4rev1 IDLE'); break
      case 'LOGIN': if (!/secret/.test(args)) return send(`${tag} NO [AUTHENTICATIONFAILED] no`); break
      case 'LIST': send('* LIST () "/" INBOX'); break
      case 'SELECT': case 'EXAMINE':
        selected = true
        for (const one of ['FLAGS (\\Seen)', `${state.mails.length} EXISTS`, '0 RECENT', `OK [UIDVALIDITY ${state.validity}] is`, `OK [UIDNEXT ${state.next}] is`]) send(`* ${one}`)
        return send(`${tag} OK [READ-ONLY] done`)
      case 'UID FETCH': { const [, range = '1', items = ''] = /^(\S+) (.*)$/.exec(args) ?? []; fetch(range, items); break }
      case 'UID SEARCH': send(`* SEARCH${state.mails.filter(({ uid }) => within(/UID (\S+)/.exec(args)?.[1] ?? '1:*')(uid)).map(({ uid }) => ` ${uid}`).join('')}`); break
      case 'IDLE': idle = tag; return void socket.write('+ idling\r\n')
      case 'LOGOUT': send('* BYE'); send(`${tag} OK done`); return void socket.end()
    }
    send(`${tag} OK done`)
  }
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 2)
      command(line)
    }
  })
  send('* OK ready')
  return { socket, tell: (line) => { if (selected) send(line) } }
}
