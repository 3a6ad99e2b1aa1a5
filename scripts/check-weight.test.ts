import { expect, test } from 'vitest'
import { findFirstLoads, findHeavyImports } from './check-weight.ts'

const files = (texts: Record<string, string>) => Object.entries(texts).map(([path, text]) => ({ path, text }))
const found = (texts: Record<string, string>) => findHeavyImports(files(texts), ['web/page.tsx'])
const first = (texts: Record<string, string>, ownBytes = 1_000) =>
  findFirstLoads(files(texts), { pages: ['web/page.tsx'], packages: ['react', 'yjs'], ownBytes })

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

test('the editor waits for the packages of its list alone, whole or in parts', () => {
  const texts = {
    'web/page.tsx': `import 'react'\nimport './a.tsx'\nimport styles from './a.module.css'`,
    'web/a.tsx': `import { Menu } from '@base-ui/react/menu'\nimport { Doc } from 'yjs'\nimport 'yjs/dist'`,
    'web/a.module.css': '',
  }
  expect(first(texts)).toEqual([
    'the editor would wait for web/page.tsx → web/a.tsx → @base-ui/react/menu',
    'the editor would wait for web/page.tsx → web/a.tsx → yjs/dist',
  ])
})

test('what comes later comes later everywhere: one import of it would bring it at once', () => {
  const page = `const panel = latePart(() => import('./panel.tsx'))\ntype Panel = typeof import('./b.ts')\nimport './b.ts'`
  const panel = { 'web/page.tsx': page, 'web/panel.tsx': `import '@base-ui/react/dialog'` }
  expect(first({ ...panel, 'web/b.ts': `import type { Panel } from './panel.tsx'` })).toEqual([])
  expect(first({ ...panel, 'web/b.ts': `import { words } from './panel.tsx'` })).toEqual([
    'the editor would wait for web/page.tsx → web/b.ts → web/panel.tsx → @base-ui/react/dialog',
    'what is loaded later, the editor would load at once: web/page.tsx → web/b.ts → web/panel.tsx',
  ])
})

test('sources of our own have a measure as well, in which comments weigh nothing', () => {
  expect(first({ 'web/page.tsx': `/** Why it is\n * here. */import 'react'\n  // And so on.\n` }, 15)).toEqual([])
  expect(first({ 'web/page.tsx': `import 'react'` }, 10)).toEqual([
    'the editor would wait for 14 bytes of our sources instead of 10: load some of it with latePart',
  ])
})
