/**
 * What pages load at once: one import of a constant can bring the whole editor to people who look at a board, and one
 * import of a dialog a library of menus to people who only want to write.
 */
import { packageOf, type SourceFile, targetOf } from './check-imports.ts'

const LISTS = [
  'web/realtime/provider.tsx',
  'web/features/workspace/components/shell.tsx',
  'web/features/posts/components/posts-page.tsx',
  'web/features/calendar/components/calendar-page.tsx',
  'web/features/notifications/components/inbox-page.tsx',
]
/** Megabytes of source that the editor and the servers need, and no list; and what comes with `latePart`. */
const HEAVY = /^(zod|lowlight|sonner|@tiptap\/.+|prosemirror-.+)$/

/** @returns one line for each heavy package that is loaded: the way from the page to it */
export function findHeavyImports(files: readonly SourceFile[], pages = LISTS): readonly string[] {
  return [...waysFrom(pages, textsOf(files))].flatMap(([target, way]) =>
    HEAVY.test(packageOf(target)) ? [`lists would load ${way.join(' → ')}`] : [],
  )
}

type FirstLoad = {
  readonly pages: readonly string[]
  /** Packages, with their parts, that the first key needs; whatever else is wanted comes with `latePart`. */
  readonly packages: readonly string[]
  /** Of our own sources without comments: about a tenth of it is what travels. */
  readonly ownBytes: number
}

const EDITOR: FirstLoad = {
  pages: ['web/features/editor/components/editor-page.tsx', 'web/realtime/provider.tsx'],
  packages: [
    '@base-ui/react/tabs',
    '@base-ui/react/toolbar',
    '@hocuspocus/provider',
    '@tiptap/core',
    '@tiptap/extension-bubble-menu',
    '@tiptap/extension-collaboration',
    '@tiptap/extension-collaboration-caret',
    '@tiptap/extension-list',
    '@tiptap/extension-table',
    '@tiptap/extensions',
    '@tiptap/pm/model',
    '@tiptap/pm/state',
    '@tiptap/pm/view',
    '@tiptap/react',
    '@tiptap/starter-kit',
    '@tiptap/suggestion',
    '@tiptap/y-tiptap',
    'lib0/decoding',
    'lib0/diff',
    'lib0/encoding',
    'lib0/function',
    'lib0/hash/sha256',
    'lucide-react',
    'next/link',
    'next/navigation',
    'react',
    'react-dom',
    'y-protocols/awareness',
    'y-protocols/sync',
    'yjs',
  ],
  ownBytes: 434_500,
}

/** @returns one line for each package that an opened post would load before it can be written in, and what is wrong else */
export function findFirstLoads(
  files: readonly SourceFile[],
  { pages, packages, ownBytes } = EDITOR,
): readonly string[] {
  const texts = textsOf(files)
  const ways = waysFrom(pages, texts)
  const own = [...ways].filter(([target]) => texts.has(target))
  const late = new Set(own.flatMap(([path]) => loadedLater(texts.get(path) ?? '').map(name => targetOf(name, path))))
  const bytes = own.reduce((sum, [path]) => sum + withoutComments(texts.get(path) ?? '').length, 0)
  return [
    ...[...ways].flatMap(([target, way]) => {
      const isOfOurs = texts.has(target) || /^(web|domain|prisma)\//.test(target)
      return isOfOurs || packages.includes(target) ? [] : [`the editor would wait for ${way.join(' → ')}`]
    }),
    ...[...late].flatMap(target => {
      const way = ways.get(target)
      return way ? [`what is loaded later, the editor would load at once: ${way.join(' → ')}`] : []
    }),
    ...(bytes > ownBytes
      ? [
          `the editor would wait for ${bytes} bytes of our sources instead of ${ownBytes}: load some of it with latePart`,
        ]
      : []),
  ]
}

/** Only for a sum: what a text says with two slashes or a star may be taken for one. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*\n/gm, '')
}

function textsOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text }) => [path, text]))
}

/** Everything that is loaded with the pages, each with the way to it. */
function waysFrom(
  pages: readonly string[],
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>(pages.map(page => [page, [page]]))
  // Grows while it is walked.
  for (const [path, way] of ways) {
    for (const specifier of loadedBy(texts.get(path) ?? '')) {
      const target = targetOf(specifier, path)
      if (!ways.has(target)) ways.set(target, [...way, target])
    }
  }
  return ways
}

/** What is left when types are gone, and what is loaded later is not there yet. */
function loadedBy(text: string): string[] {
  const found = text.matchAll(/^(?:import|export)\s+(?!type\s)(?:([^'"]*?)\sfrom\s+)?['"]([^'"\n]+)['"]/gm)
  return [...found].flatMap(([, names = '', specifier = '']) => (isOnlyTypes(names) ? [] : [specifier]))
}

function loadedLater(text: string): string[] {
  return [...text.matchAll(/(?<!typeof )\bimport\(['"]([^'"\n]+)['"]\)/g)].map(([, specifier = '']) => specifier)
}

function isOnlyTypes(names: string): boolean {
  const [, list] = /^\{([\s\S]*)\}$/.exec(names.trim()) ?? []
  return list?.split(',').every(name => name.trim() === '' || name.trim().startsWith('type ')) ?? false
}
