/**
 * Markdown and HTML that people and programs send → a document. Reading a megabyte takes seconds, in which this process
 * would answer nobody: what is long is read in a thread of its own, for a bounded time.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { jsonFromHtml } from '#domain/text/html-in.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'

export type ReadText = { readonly format: 'markdown' | 'html'; readonly title: string; readonly words: string }
export type TextRead =
  | { readonly json: JsonNode }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string; readonly details: unknown } }

/** What is shorter costs less than the start of a thread. */
const HERE_CHARS = 16 * 1024
/** Threads at a time; who comes later waits. */
const AT_ONCE = 2
const MEMORY_MB = 512

const TOO_LONG = 'This text takes too long to read. Send it in parts: the first with PUT, the others with PATCH append.'

let running = 0
const waiting: (() => void)[] = []

/**
 * @param title plain text; it becomes the document's title
 * @throws {AppError} invalid_input for what is nested too deeply; too_large for what takes longer than
 *   LIMITS.readTextMs
 */
export async function readText(asked: ReadText): Promise<JsonNode> {
  if (asked.words.length <= HERE_CHARS) return readHere(asked)
  const file = findWorker()
  if (file === null) {
    // Bundled for a host without threads of ours.
    if (asked.words.length > LIMITS.readHereChars) throw new AppError('too_large', { message: TOO_LONG })
    return readHere(asked)
  }
  if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve))
  running += 1
  try {
    return await readBeside(file, asked)
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

function readHere({ format, title, words }: ReadText): JsonNode {
  return format === 'markdown' ? jsonFromMarkdown(title, words) : jsonFromHtml(title, words)
}

/** Null where the sources are not beside this file. */
function findWorker(): string | null {
  const { dirname } = import.meta as { dirname?: string }
  const file = dirname === undefined ? null : join(dirname, 'text-reader.worker.ts')
  return file !== null && existsSync(file) ? file : null
}

async function readBeside(file: string, asked: ReadText): Promise<JsonNode> {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  worker.unref()
  try {
    const answer = await new Promise<TextRead>((resolve, reject) => {
      const tooLong = () => reject(new AppError('too_large', { message: TOO_LONG }))
      const timer = setTimeout(tooLong, LIMITS.readTextMs)
      worker.once('message', resolve)
      // Out of memory ends here as well.
      worker.once('error', cause => reject(new AppError('too_large', { message: TOO_LONG, cause })))
      worker.once('exit', () => clearTimeout(timer))
      worker.postMessage(asked)
    })
    if ('json' in answer) return answer.json
    const { code, message, details } = answer.refused
    throw new AppError(code, { message, details })
  } finally {
    await worker.terminate()
  }
}
