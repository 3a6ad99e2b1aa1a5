/** The law and its proofs: every rule of domain/SPEC.md is quoted by the title of a test, and every quoted rule exists. */
import type { SourceFile } from './check-imports.ts'

const RULE = /^- \*\*([A-Z]{2}\d+)\*\*/gm
const ID = /\[([A-Z]{2}\d+)\]/g
/** The first argument of a call, where that is text: the title of a test or of a group of them. */
const TITLE = /\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g

/** @returns one line a rule without a test, a rule told twice, and a test of no rule */
export function findSpecGaps(spec: string, tests: readonly SourceFile[]): readonly string[] {
  const rules = [...spec.matchAll(RULE)].map(match => match[1] ?? '')
  const quoted = new Map<string, string>()
  for (const { path, text } of tests) {
    for (const title of text.matchAll(TITLE)) {
      for (const id of (title[2] ?? '').matchAll(ID)) quoted.set(id[1] ?? '', path)
    }
  }
  return [
    ...rules.filter((id, index) => rules.indexOf(id) !== index).map(id => `domain/SPEC.md tells ${id} twice`),
    ...rules.filter(id => !quoted.has(id)).map(id => `domain/SPEC.md: no test's title quotes [${id}]`),
    ...[...quoted]
      .filter(([id]) => !rules.includes(id))
      .map(([id, path]) => `${path}: there is no rule ${id} in domain/SPEC.md`),
  ]
}
