/** The public site behind Galley's own front, without the pages that need signing in: what readers meet. */

import { createLogger } from '#domain/logger.ts'
import { createDb } from '#prisma/client.ts'
import { createPublicSite } from '#web/features/public-site/site.ts'
import { createFrontServer } from '#web/front/front-server.ts'
import { createWebMetrics } from '#web/metrics.ts'

const port = Number(process.env.PORT)
const publicUrl = `http://127.0.0.1:${port}`
const logger = createLogger('bench', 'warn')
const db = createDb(process.env.DATABASE_URL ?? '', { connections: 10 })
const site = createPublicSite({
  db,
  publicUrl,
  authSecret: 'a secret for the bench, of 32 characters or more',
  mailer: null,
  origins: [publicUrl],
  logger,
})
const front = createFrontServer({
  publicUrl,
  host: '127.0.0.1',
  allowedOrigins: [publicUrl],
  trustedProxies: [],
  collabPort: 1,
  logger,
  metrics: createWebMetrics(),
  handle: (request, response) => {
    if (!site.answers(request, response)) response.writeHead(404).end()
  },
})
await front.listen(port, '127.0.0.1')
process.send?.('ready')
