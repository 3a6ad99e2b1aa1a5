/** The arrows between rooms: who may import whom. Pure over file names and texts. */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'

export type SourceFile = { readonly path: string; readonly text: string }

type ImportRule = {
  /** What a violation is told as. */
  readonly law: string
  readonly appliesTo: (path: string) => boolean
  /** @param target a package's name, or the path of a file of ours */
  readonly forbids: (target: string, path: string) => boolean
}

/** Packages that need Node or a server around them. */
const NODE_PACKAGES =
  /^(pg|pg-boss|pino|pino-pretty|ws|next|better-auth|prom-client|prisma|vitest)$|^@prisma\/|^@hocuspocus\/server$/
const builtins = new Set(builtinModules)

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/')
const within =
  (...rooms: string[]) =>
  (path: string) =>
    rooms.some(room => path.startsWith(`${room}/`))
const isPackage =
  (...names: string[]) =>
  (target: string) =>
    names.includes(packageOf(target))

const RULES: readonly ImportRule[] = [
  {
    law: 'web and collab-server never import each other',
    appliesTo: within('web', 'collab-server'),
    forbids: (target, path) => within(path.startsWith('web/') ? 'collab-server' : 'web')(target),
  },
  {
    law: 'domain imports neither web nor collab-server',
    appliesTo: within('domain', 'prisma'),
    forbids: within('web', 'collab-server'),
  },
  {
    law: 'domain/contract and domain/text run in a browser: nothing there needs Node or imports what is not pure',
    appliesTo: path => within('domain/contract', 'domain/text')(path) && !isTest(path),
    forbids: target =>
      builtins.has(target) ||
      target.startsWith('node:') ||
      NODE_PACKAGES.test(packageOf(target)) ||
      (within('domain', 'prisma', 'web', 'collab-server', 'scripts')(target) &&
        !within('domain/contract', 'domain/text')(target)),
  },
  {
    law: 'only web/realtime speaks to the socket and keeps documents in the browser',
    appliesTo: path => within('web')(path) && !within('web/realtime')(path),
    forbids: isPackage('@hocuspocus/provider'),
  },
  {
    law: 'only web/realtime and web/features/editor know Yjs',
    appliesTo: path => within('web')(path) && !within('web/realtime', 'web/features/editor')(path) && !isTest(path),
    forbids: isPackage('yjs', 'y-protocols', 'lib0', '@tiptap/y-tiptap'),
  },
  {
    law: 'links to pages are made by web/ui/page-link.tsx',
    appliesTo: path => within('web')(path) && path !== 'web/ui/page-link.tsx',
    forbids: target => target === 'next/link',
  },
  {
    law: 'what is served imports neither scripts nor tests',
    appliesTo: path => within('domain', 'prisma', 'web', 'collab-server')(path) && !isTest(path),
    forbids: within('scripts', 'tests'),
  },
]

/** @returns one line a violation: file, what it imports, and the law */
export function findForbiddenImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(specifier => {
      const target = targetOf(specifier, path)
      return RULES.filter(rule => rule.appliesTo(path) && rule.forbids(target, path)).map(
        rule => `${path} imports ${specifier}: ${rule.law}`,
      )
    }),
  )
}

/** Types count too: an arrow drawn for the compiler is an arrow. */
function importsOf(text: string): string[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = withoutComments.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g)
  return [...new Set([...found].map(match => match[2] ?? ''))]
}

const ALIASES: Record<string, string> = {
  '#domain': 'domain',
  '#prisma': 'prisma',
  '#web': 'web',
  '#collab': 'collab-server',
  '#scripts': 'scripts',
  '#tests': 'tests',
}

/** @returns a package's name with what follows it, or the path of a file of ours */
export function targetOf(specifier: string, importer: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier)
  const [alias = '', ...rest] = specifier.split('/')
  const room = ALIASES[alias]
  return room ? [room, ...rest].join('/') : specifier
}

export function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}
