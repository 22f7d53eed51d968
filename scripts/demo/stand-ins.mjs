import { join } from 'node:path'
import { dataFolder } from '../setup/paths.mjs'
import { demoSecrets } from './settings.mjs'

/**
 * @typedef {import('./settings.mjs').Ports} Ports
 * @typedef {object} StandIn an outside system that the demo brings along
 * @property {string} name of its process and its log
 * @property {string} main path below `dist`
 * @property {NodeJS.ProcessEnv} env
 * @property {string} health answers 200 once it is ready
 */

/** How they are called where people read it. */
export const standInNames = { shop: 'shop', mailbox: 'mail', slack: 'Slack', stripe: 'Stripe', easypost: 'EasyPost', zendesk: 'Zendesk', planning: 'supply' }

/**
 * Where each listens.
 * @param {Ports} ports
 * @returns {Record<keyof typeof standInNames, string>}
 */
export const addresses = (ports) =>
  /** @type {Record<keyof typeof standInNames, string>} */ (Object.fromEntries(Object.keys(standInNames).map((name) => [name, `http://127.0.0.1:${ports[/** @type {keyof typeof standInNames} */ (name)]}`])))

/**
 * Every stand-in with an environment of its own. They know nothing of the product but where its hooks are, and share secrets with it.
 * @param {Ports} ports
 * @returns {readonly StandIn[]}
 */
export function standIns(ports) {
  const secrets = demoSecrets()
  const hooks = `http://127.0.0.1:${ports.console}/hooks`
  /** @param {string} name @param {number} port @param {NodeJS.ProcessEnv} own @returns {StandIn} */
  const standIn = (name, port, own) => ({
    name,
    main: `stand-ins/${name}/main.js`,
    env: {
      ...process.env, TZ: 'UTC', HOST: '127.0.0.1', PORT: String(port), STATE_FILE: join(dataFolder, `${name}.json`),
      LOG_FILE: join(dataFolder, `logs/${name}-requests.jsonl`), ...own,
    },
    health: `http://127.0.0.1:${port}/${name === 'mailbox' ? '' : '_control/health'}`,
  })
  return [
    standIn('shop', ports.shop, { WEBHOOK_URL: `${hooks}/shopify`, WEBHOOK_SECRET: secrets.webhook, ACCESS_TOKEN: secrets.accessToken }),
    standIn('mailbox', ports.mailbox, { SMTP_PORT: String(ports.smtp) }),
    standIn('slack', ports.slack, { SIGNING_SECRET: secrets.slackSigning, BOT_TOKEN: secrets.slackToken, EVENTS_URL: `http://127.0.0.1:${ports.console}/slack/events` }),
    standIn('stripe', ports.stripe, { SECRET_KEY: secrets.stripeKey, WEBHOOK_URL: `${hooks}/stripe`, WEBHOOK_SECRET: secrets.stripeWebhook }),
    standIn('easypost', ports.easypost, { API_KEY: secrets.easypostKey, WEBHOOK_URL: `${hooks}/easypost`, WEBHOOK_SECRET: secrets.easypostWebhook }),
    standIn('zendesk', ports.zendesk, { EMAIL: zendeskAgent, API_TOKEN: secrets.zendeskToken, WEBHOOK_URL: `${hooks}/zendesk`, WEBHOOK_SECRET: secrets.zendeskWebhook }),
    standIn('planning', ports.planning, {
      TOKEN: secrets.supplyToken, HOOKS_URL: hooks, SUPPLIER_SECRET: secrets.supplier, SHOP_PAGE_SECRET: secrets.shopPage,
      WAREHOUSE_SECRET: secrets.warehouse, CARRIER_WATCH_SECRET: secrets.carrierWatch,
    }),
  ]
}

const zendeskAgent = 'agent@harbour.example'

/**
 * What connects the product to them.
 * @param {Ports} ports
 * @returns {NodeJS.ProcessEnv}
 */
export function connected(ports) {
  const secrets = demoSecrets()
  const at = (/** @type {number} */ port) => `http://127.0.0.1:${port}`
  return {
    SHOPIFY_SHOP_URL: at(ports.shop), SHOPIFY_ACCESS_TOKEN: secrets.accessToken, SHOPIFY_WEBHOOK_SECRET: secrets.webhook, SHOPIFY_API_VERSION: '2026-10',
    SLACK_API_URL: `${at(ports.slack)}/api/`, SLACK_BOT_TOKEN: secrets.slackToken, SLACK_SIGNING_SECRET: secrets.slackSigning, SLACK_APP_TOKEN: '',
    STRIPE_API_URL: at(ports.stripe), STRIPE_SECRET_KEY: secrets.stripeKey, STRIPE_WEBHOOK_SECRET: secrets.stripeWebhook,
    EASYPOST_API_URL: at(ports.easypost), EASYPOST_API_KEY: secrets.easypostKey, EASYPOST_WEBHOOK_SECRET: secrets.easypostWebhook,
    ZENDESK_URL: at(ports.zendesk), ZENDESK_EMAIL: zendeskAgent, ZENDESK_API_TOKEN: secrets.zendeskToken, ZENDESK_WEBHOOK_SECRET: secrets.zendeskWebhook,
    // The planning system is no public address, as little as it is at a shop that runs its own.
    HTTP_ALLOW_HOSTS: `127.0.0.1:${ports.planning}`, SYSTEM_SUPPLY_URL: `${at(ports.planning)}/`, SUPPLY_TOKEN: secrets.supplyToken,
    SUPPLIER_SECRET: secrets.supplier, SHOP_PAGE_SECRET: secrets.shopPage, WAREHOUSE_SECRET: secrets.warehouse, CARRIER_WATCH_SECRET: secrets.carrierWatch,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, MAIL_FROM: 'Evenkeel demo <sops@demo.example>',
    // Suppliers are asked by mail; nobody reads this mailbox, so what they answer comes by their portal.
    REPLY_ADDRESS: 'answers@demo.example',
    LEDGER_FILE: join(dataFolder, 'ledger.csv'),
  }
}
