# One image for both roles: `replicate-bot bot` and `replicate-bot worker`.
# A worker needs the MapR client as well: mount it at /opt/mapr, or build with --build-arg BASE=<an image
# that has it, and Node 20 or later>. Run it with an init (docker run --init): the client's own children
# are orphans when a command is ended, and somebody has to collect them.
ARG BASE=node:24-slim

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM ${BASE}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
# By number, as another base may not know the name. Slim's own user node is this one.
USER 1000:1000
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["bot"]
