# One image for both services; the command chooses: `services/issuer/dist/main.mjs` or `services/verifier/dist/main.mjs`.
FROM node:24.12-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile --ignore-scripts \
 && node scripts/pages.ts \
 && node scripts/bundle.ts \
 && rm -rf node_modules packages/*/node_modules services/*/node_modules contexts/node_modules bench tests \
 && npx -y pnpm@12.21.0 install --prod --frozen-lockfile --ignore-scripts --filter '@symbolon/issuer...' --filter '@symbolon/verifier...'

FROM node:24.12-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=root:root /app /app
# An ordinary user, who can read the program and write nothing.
USER node
CMD ["node", "--max-old-space-size=256", "--min-semi-space-size=8", "--max-semi-space-size=8", "services/issuer/dist/main.mjs"]
