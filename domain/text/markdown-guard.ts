/**
 * What is refused before Markdown is parsed: shapes that nobody writes and that take the parser minutes, since its time
 * grows with the square of nesting and of emphasis marks. Measured: 12,000 marks in one paragraph 0.3 s, 4,000 nested
 * list marks 3.9 s and the end of the stack.
 */
import { AppError } from '#domain/contract/errors.ts'

const MOST_NESTED = 64
const MOST_INDENT = 400
const MOST_MARKS_IN_BLOCK = 5_000

const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t]+))+/
const CONTAINER = />|[-+*]|\d{1,9}[.)]/g
/** Only at the start of a line: there it opens code whatever it stands in. */
const FENCE = /^(?:```|~~~)/

/** @throws {AppError} invalid_input */
export function requireParseable(markdown: string): void {
  let marks = 0
  let isCode = false
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const containers = CONTAINERS.exec(line)?.[0] ?? ''
    if (containers.length > MOST_INDENT || (containers.match(CONTAINER)?.length ?? 0) > MOST_NESTED) {
      throw new AppError('invalid_input', { message: 'This Markdown is nested too deeply.' })
    }
    if (FENCE.test(line)) isCode = !isCode
    if (line.trim() === '') marks = 0
    else if (!isCode) marks += line.match(/[*_~]+/g)?.length ?? 0
    if (marks > MOST_MARKS_IN_BLOCK) {
      throw new AppError('invalid_input', { message: 'One paragraph of this Markdown has too many emphasis marks.' })
    }
  }
}
