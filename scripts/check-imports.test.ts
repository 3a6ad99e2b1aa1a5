import { describe, expect, test } from 'vitest'
import { findForbiddenImports } from './check-imports.ts'

const violations = (path: string, specifier: string) =>
  findForbiddenImports([{ path, text: `import { x } from '${specifier}'` }])

describe('forbidden', () => {
  test.for([
    ['web/api/posts.ts', '#collab/rooms.ts'],
    ['web/api/posts.ts', '../../collab-server/rooms.ts'],
    ['collab-server/rooms.ts', '#web/server-context.ts'],
    ['domain/services/posts.ts', '#web/api/app.ts'],
    ['domain/log/postgres-log.ts', '../../collab-server/rooms.ts'],
    ['domain/contract/ids.ts', 'node:crypto'],
    ['domain/contract/ids.ts', 'crypto'],
    ['domain/text/hash.ts', 'pg'],
    ['domain/text/hash.ts', '#prisma/client.ts'],
    ['domain/text/hash.ts', '../services/transact.ts'],
    ['web/features/editor/editor.tsx', '@hocuspocus/provider'],
    ['web/features/posts/list.tsx', 'yjs'],
    ['web/features/posts/list.tsx', 'lib0/encoding'],
    ['web/features/posts/list.tsx', 'next/link'],
    ['domain/services/posts.ts', '#scripts/run.ts'],
    ['collab-server/rooms.ts', '#tests/support/postgres.ts'],
  ] as const)('%s → %s', ([path, specifier]) => {
    expect(violations(path, specifier)).toHaveLength(1)
  })
})

describe('allowed', () => {
  test.for([
    ['web/api/posts.ts', '#domain/services/posts.ts'],
    ['collab-server/rooms.ts', '#prisma/client.ts'],
    ['domain/text/schema.ts', '../contract/limits.ts'],
    ['domain/text/schema.ts', 'yjs'],
    ['domain/text/hash.test.ts', 'node:crypto'],
    ['web/realtime/realtime.ts', '@hocuspocus/provider'],
    ['web/features/editor/editor.tsx', 'yjs'],
    ['collab-server/rooms.ts', 'yjs'],
    ['collab-server/rooms.pg.test.ts', '#tests/support/postgres.ts'],
    ['web/ui/page-link.tsx', 'next/link'],
    ['scripts/serve.ts', '#web/server.ts'],
  ] as const)('%s → %s', ([path, specifier]) => {
    expect(violations(path, specifier)).toEqual([])
  })
})

test('every form of import is seen, and comments are not', () => {
  const forms = [
    `import type { A } from '#collab/a.ts'`,
    `export * from "#collab/b.ts"`,
    `const c = await import('#collab/c.ts')`,
    `import '#collab/d.ts'`,
    `import {\n  e,\n} from '#collab/e.ts'`,
    `// import { f } from '#collab/f.ts'`,
    `/* import { g } from '#collab/g.ts' */`,
  ]
  expect(findForbiddenImports([{ path: 'web/x.ts', text: forms.join('\n') }])).toHaveLength(5)
})
