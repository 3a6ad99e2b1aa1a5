/** The project's own TypeScript files, as paths from its root. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const ROOMS = ['domain', 'prisma', 'collab-server', 'web', 'tests', 'scripts']
const PASSED_OVER = new Set(['node_modules', 'generated', '.next', 'results'])

export function sourceFiles(root: string): string[] {
  return ROOMS.flatMap(room => below(root, room)).sort()
}

function below(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : below(root, path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}
