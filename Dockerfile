# One image for both roles, `bot` and `worker`; what it takes to run it is in docs/image.md.
#
#   docker build -t replicate-bot .
#   docker build -t replicate-worker --build-arg BASE=<an image with the MapR client> --build-arg UID=<of its tickets> .
#   docker build -t replicate-sandbox --target sandbox .

ARG NODE=node:24-bookworm-slim
# What the image runs on: glibc 2.28 or later. Not Node's own image, so that a vendor's can stand in its place, and no
# package manager is in it.
ARG BASE=debian:bookworm-slim

FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Where the registry is a private one, or behind a proxy: neither file comes into the image.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca \
    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
# The compiler is an optional peer of a dependency as well, for its types alone.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# The simulated clusters, the local Slack workspace and its page of compose.yaml. No part of the product.
FROM packages AS sandbox
COPY manifest.yaml tsconfig.json ./
COPY sandbox ./sandbox
RUN install -d -o 1000 -g 1000 /site
USER 1000:1000
ENTRYPOINT ["node", "--import", "tsx", "sandbox/demo/apart.ts"]

FROM ${BASE}
ARG BASE UID=1000 GID=1000 VERSION=0.1.0 REVISION=unknown
# Java and Hadoop ask for the user's name, and keep files at home. Another user of the base may have this uid.
RUN grep -q "^[^:]*:[^:]*:${GID}:" /etc/group || groupadd --gid ${GID} replicate; \
    grep -q "^[^:]*:[^:]*:${UID}:" /etc/passwd \
    || useradd --uid ${UID} --gid ${GID} --no-create-home --home-dir /tmp --shell /sbin/nologin replicate
COPY --from=build /usr/local/bin/node /usr/local/bin/node
# Ends the build where the base lacks what Node needs.
RUN ["/usr/local/bin/node", "--version"]
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
LABEL org.opencontainers.image.title="replicate-bot" \
      org.opencontainers.image.description="Slack chat-ops bot for MapR (HPE Data Fabric) stream replication" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE}"
ENV NODE_ENV=production \
    OPS_LISTEN=127.0.0.1:9464
USER ${UID}:${GID}
# That it lives; /readyz beside it says whether it can do its work, and what it lacks.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.OPS_LISTEN.split(':').at(-1)}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/local/bin/node", "--enable-source-maps", "/app/dist/main.js"]
CMD ["bot"]
