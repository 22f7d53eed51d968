import process from 'node:process'
import { planningDefaults, startPlanning } from './planning.ts'

const { env } = process
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])

const planning = await startPlanning({
  port: Number(text('PORT') ?? 4060),
  host: text('HOST') ?? planningDefaults.host,
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  token: text('TOKEN') ?? planningDefaults.token,
  hooksUrl: text('HOOKS_URL'),
  secrets: {
    supplier_portal: text('SUPPLIER_SECRET') ?? 'supplier-stand-in',
    shop_page: text('SHOP_PAGE_SECRET') ?? 'shop-page-stand-in',
    warehouse: text('WAREHOUSE_SECRET') ?? 'warehouse-stand-in',
    carrier_watch: text('CARRIER_WATCH_SECRET') ?? 'carrier-watch-stand-in',
  },
})
process.stdout.write(`sample planning system ready at ${planning.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void planning.close().then(() => process.exit(0)))
