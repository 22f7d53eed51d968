import { join } from 'node:path'
import { dataFolder, projectFolder } from '../setup/paths.mjs'
import { connected } from './stand-ins.mjs'

/**
 * The environment of the product's own processes. The stand-ins always win over what the shell says: a demo must never
 * reach a real shop, a real customer or a real colleague.
 * @param {import('./settings.mjs').Ports} ports
 * @param {string} databaseUrl
 * @param {string} temporalAddress
 * @returns {NodeJS.ProcessEnv}
 */
export function productEnvironment(ports, databaseUrl, temporalAddress) {
  return {
    ...process.env,
    ...connected(ports),
    TZ: 'UTC', DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress,
    HOST: '127.0.0.1', PORT: String(ports.console), PUBLIC_URL: `http://127.0.0.1:${ports.console}`,
    SOP_DIR: process.env.SOP_DIR ?? join(projectFolder, 'sops'),
    EVENKEEL_WATCHDOG_MAIL_TO: 'watch@demo.example', EVENKEEL_WATCHDOG_SMTP_URL: '', EVENKEEL_WATCHDOG_WEBHOOK_URL: '', EVENKEEL_WATCHDOG_HEARTBEAT_URL: '', EVENKEEL_WATCHDOG_PORT: String(ports.watchdog),
    EVENKEEL_CHECKPOINT_FILE: join(dataFolder, 'checkpoints.jsonl'), EVENKEEL_CHECKPOINT_KEY_FILE: join(dataFolder, 'checkpoint-key.pem'), EVENKEEL_CHECKPOINT_KEY: '', EVENKEEL_CHECKPOINT_PUT_URL: '', EVENKEEL_CHECKPOINT_MAIL_TO: '',
    EVENKEEL_DEMO: '1', EVENKEEL_DEMO_CONTROL: `http://127.0.0.1:${ports.control}`,
  }
}
