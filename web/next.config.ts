/** How Next builds and serves the pages. The root is the repository: pages import domain and prisma from beside web. */
import { dirname } from 'node:path'
import type { NextConfig } from 'next'

const root = dirname(import.meta.dirname)

const config: NextConfig = {
  outputFileTracingRoot: root,
  turbopack: { root },
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check` over the whole house; a second pass here would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    'pg',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg-boss',
    'pino',
    'pino-pretty',
    'prom-client',
    'better-auth',
    'yjs',
    'ws',
  ],
}

export default config
