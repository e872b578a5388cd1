# The hub alone: no simulators, no demo issuer, no embedded database. Settings are mounted at /insyn/config
# (insyn.yaml, policy and manifests), secrets come by reference; state (keyring, log checkpoints) is the volume.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=optional
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional && rm -rf dist/simulators dist/bench dist/client

FROM node:22-bookworm-slim
ENV NODE_ENV=production INSYN_TILLSTAND=/var/lib/insyn
WORKDIR /insyn
RUN mkdir -p /var/lib/insyn && chown node:node /var/lib/insyn
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY --from=build /build/config ./config
COPY --from=build /build/scripts/healthcheck.js ./
USER node
VOLUME /var/lib/insyn
EXPOSE 8080
HEALTHCHECK CMD ["node", "healthcheck.js"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]
CMD ["start", "--config", "config/insyn.yaml"]
