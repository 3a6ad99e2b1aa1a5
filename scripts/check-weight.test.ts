import { expect, test } from 'vitest'
import { findHeavyImports } from './check-weight.ts'

const files = (texts: Record<string, string>) => Object.entries(texts).map(([path, text]) => ({ path, text }))
const found = (texts: Record<string, string>) => findHeavyImports(files(texts), ['web/page.tsx'])

test('what a page loads is followed through all files, and the way is told', () => {
  const texts = {
    'web/page.tsx': `import { a } from './a.ts'\nimport {\n  type B,\n  b,\n} from '#domain/b.ts'`,
    'web/a.ts': `import './page.tsx'`,
    'domain/b.ts': `export { x } from '@tiptap/core/dist'`,
  }
  expect(found(texts)).toEqual(['lists would load web/page.tsx → domain/b.ts → @tiptap/core/dist'])
})

test('types weigh nothing, and what is loaded when it is needed is not loaded here', () => {
  const page = `import type { z } from 'zod'\nimport { type A, type B } from 'zod'\nconst later = () => import('./later.ts')`
  expect(found({ 'web/page.tsx': page, 'web/later.ts': `import 'zod'` })).toEqual([])
})
