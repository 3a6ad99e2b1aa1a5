/** What lists load: one import of a constant can bring the whole editor to people who look at a board. */
import { packageOf, type SourceFile, targetOf } from './check-imports.ts'

const LISTS = [
  'web/realtime/provider.tsx',
  'web/features/workspace/components/shell.tsx',
  'web/features/posts/components/posts-page.tsx',
  'web/features/calendar/components/calendar-page.tsx',
  'web/features/notifications/components/inbox-page.tsx',
]
/** Megabytes of source that the editor and the servers need, and no list. */
const HEAVY = /^(zod|lowlight|@tiptap\/.+|prosemirror-.+)$/

/** @returns one line for each heavy package that is loaded: the way from the page to it */
export function findHeavyImports(files: readonly SourceFile[], pages = LISTS): readonly string[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const ways = new Map<string, readonly string[]>(pages.map(page => [page, [page]]))
  // Grows while it is walked.
  for (const [path, way] of ways) {
    for (const specifier of loadedBy(texts.get(path) ?? '')) {
      const target = targetOf(specifier, path)
      if (!ways.has(target)) ways.set(target, [...way, target])
    }
  }
  return [...ways].flatMap(([target, way]) =>
    HEAVY.test(packageOf(target)) ? [`lists would load ${way.join(' → ')}`] : [],
  )
}

/** What is left when types are gone, and what is loaded later is not there yet. */
function loadedBy(text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:([^'"]*?)\sfrom\s+)?['"]([^'"\n]+)['"]/gm)
  return [...found].flatMap(([, names = '', specifier = '']) => (isOnlyTypes(names) ? [] : [specifier]))
}

function isOnlyTypes(names: string): boolean {
  const [, list] = /^\{([\s\S]*)\}$/.exec(names.trim()) ?? []
  return list?.split(',').every(name => name.trim() === '' || name.trim().startsWith('type ')) ?? false
}
