# One image, three commands: node scripts/migrate.ts, node collab-server/main.ts, node web/server.ts.
FROM node:24-bookworm-slim AS build
WORKDIR /galley
COPY package.json package-lock.json .npmrc ./
RUN npm ci --engine-strict=false --include=dev --loglevel=error
COPY . .
RUN node scripts/build.ts

FROM node:24-bookworm-slim
ENV NODE_OPTIONS=--max-semi-space-size=16 NODE_ENV=production HOST=0.0.0.0 PORT=3000 COLLAB_PORT=4000 DATA_DIR=/data
WORKDIR /galley
COPY --from=build /galley ./
RUN mkdir /data && chown node:node /data web/.next
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "web/server.ts"]
