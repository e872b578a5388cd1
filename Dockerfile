# The hub alone: no simulators, no demo, no embedded database, nobody's policy. The image holds the manifests
# (config/tittbehorighet); the settings, the policy and the agreements of an installation are mounted beside them at
# /insyn/config, secrets come by reference, and state (keyring, log checkpoints) is the volume (docs/operations.md).
# The base image is pinned: docs/operations.md says how the digest is renewed.
ARG NODE=node:22-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional

FROM ${NODE}
ENV NODE_ENV=production INSYN_TILLSTAND=/var/lib/insyn
WORKDIR /insyn
RUN mkdir -m 0700 /var/lib/insyn && chown node:node /var/lib/insyn
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist/src ./dist/src
COPY --from=build /build/dist/migrations ./dist/migrations
COPY --from=build /build/dist/config/schema ./dist/config/schema
COPY --from=build /build/config/tittbehorighet ./config/tittbehorighet
COPY --from=build /build/scripts/healthcheck.js ./
USER node
VOLUME /var/lib/insyn
EXPOSE 8080
HEALTHCHECK CMD ["node", "healthcheck.js"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]
CMD ["start", "--config", "config/insyn.yaml"]
