import type { Voice } from '../../domain/watchdog/port.ts'
import { headerText, openTransport } from './transport.ts'

/** Tells by plain mail, without any of the rows by which staff are told. Rejects when the server takes it for nobody. */
export function createWatchdogMail({ smtpUrl, from, to }: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] }): Voice {
  const transport = openTransport(smtpUrl, 12_000)
  return {
    name: 'mail',
    async tell({ subject, text }) {
      await transport.sendMail({
        from, to: to.map((address) => ({ name: '', address })), subject: headerText(subject).slice(0, 200), text,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
    },
  }
}
