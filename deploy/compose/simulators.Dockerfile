# The simulated sources, case system and issuer of tokens, for deploy/compose alone: with all that is for development.
# The digest is that of the hub's Dockerfile.
ARG NODE=node:22-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c
FROM ${NODE}
WORKDIR /insyn
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
USER node
CMD ["sh", "-c", "exec node dist/simulators/main.js \"{\\\"population\\\":{\\\"antal\\\":3000,\\\"seed\\\":1,\\\"today\\\":\\\"$(date +%F)\\\"},\\\"port\\\":8081,\\\"losenord\\\":\\\"$INSYN_SIMULATORS\\\"}\""]
