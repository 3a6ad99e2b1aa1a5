/** The thread of text-reader.ts. */
import { parentPort } from 'node:worker_threads'
import { AppError } from '#domain/contract/errors.ts'
import { jsonFromHtml } from '#domain/text/html-in.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import type { ReadText, TextRead } from './text-reader.ts'

parentPort?.on('message', (asked: ReadText) => parentPort?.postMessage(read(asked)))

function read({ format, title, words }: ReadText): TextRead {
  try {
    return { json: format === 'markdown' ? jsonFromMarkdown(title, words) : jsonFromHtml(title, words) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, details } = error
    return { refused: { code, message, details } }
  }
}
