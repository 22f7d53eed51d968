import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ImapLab } from './imap-lab.ts'

const DOVECOT = '/usr/sbin/dovecot'

/** Whether Debian's package `dovecot-imapd` is here. */
export const hasDovecot = existsSync(DOVECOT)

/** A Dovecot of its own, with nothing of the machine's: its folder, its port, one mailbox. */
export async function startDovecot(): Promise<ImapLab> {
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-'))
  const port = await freePort()
  const root = process.getuid?.() === 0
  const ask = (what: string, user: string): string => execFileSync('id', [what, user], { encoding: 'utf8' }).trim()
  // It refuses to look at mail, or at whoever is not signed in yet, as root; its package brings users of its own.
  const user = root ? 'dovecot' : userInfo().username
  const [uid, gid] = [Number(ask('-u', user)), Number(ask('-g', user))]
  const mail = join(folder, 'mail')
  mkdirSync(join(folder, 'run'))
  mkdirSync(mail)
  if (root) chownSync(mail, uid, gid)
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'dovecot.conf'), `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = ${root ? 'dovenull' : user}
default_internal_user = ${user}
default_internal_group = ${ask('-gn', user)}
first_valid_uid = 1
mail_location = maildir:${mail}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${mail}
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`)
  const server = spawn(DOVECOT, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  return {
    url: `imap://answers:secret@127.0.0.1:${port}/INBOX`,
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resolve(port))
  })
})
