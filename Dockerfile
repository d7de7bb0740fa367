# One image for both roles: `replicate-bot bot` and `replicate-bot worker`.
# A worker needs the MapR client as well: mount it at /opt/mapr, or build FROM an image that has it.
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
USER node
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["bot"]
