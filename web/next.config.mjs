/**
 * How Next builds and serves the pages. The root is the repository: pages import domain and prisma from beside web.
 * Plain JavaScript: for TypeScript a server at work would load Next's compiler, 23 MB that it needs for nothing else.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)
/** Only who builds again gains by the compiler's cache; a first start would write 90 MB that nobody reads. */
const builtBefore = existsSync(join(import.meta.dirname, '.next', 'BUILD_ID'))

/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: root,
  turbopack: {
    root,
    // An address is not typed with the first key; see there.
    resolveAlias: { linkifyjs: { browser: './features/editor/late-links.ts' } },
    rules: { '**/lib0/buffer.js': { loaders: [join(import.meta.dirname, 'global-buffer.cjs')] } },
  },
  poweredByHeader: false,
  reactStrictMode: true,
  // Nobody reads them on a server of one's own, and they are a tenth of the first start.
  experimental: {
    turbopackSourceMaps: false,
    serverSourceMaps: false,
    // Nobody downloads what runs on the server; minifying it was a third of the build.
    serverMinification: false,
    turbopackFileSystemCacheForBuild: builtBefore,
    // A page is read when somebody first asks for it: one that nobody uses takes no memory.
    preloadEntriesOnStart: false,
  },
  // Types are checked by `npm run check` over the whole house; a second pass here would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  // Read from node_modules as they are. Bundled, they would be there again for each route that uses them: in the memory of
  // a server that does nothing, and in the seconds of the first start.
  serverExternalPackages: [
    'pg',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg-boss',
    'pino',
    'pino-pretty',
    'prom-client',
    'better-auth',
    '@better-auth/passkey',
    'nodemailer',
    'yjs',
    'lib0',
    'y-protocols',
    '@tiptap/core',
    '@tiptap/pm',
    '@tiptap/starter-kit',
    '@tiptap/extension-list',
    '@tiptap/extension-table',
    '@tiptap/static-renderer',
    '@tiptap/y-tiptap',
    'ws',
    'hono',
    '@hono/zod-openapi',
    'zod',
    'unified',
    'remark-parse',
    'remark-gfm',
    'remark-stringify',
    '@handlewithcare/remark-prosemirror',
    'hast-util-from-html',
    'diff',
    'feed',
    'sharp',
    'aws4fetch',
    'jose',
  ],
}

export default config
