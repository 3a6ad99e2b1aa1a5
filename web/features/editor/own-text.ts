/** A copy for the person, whatever happens to the post: plain text for the clipboard, Markdown-like text for a file. */
import type { Editor } from '@tiptap/react'
import { imageWords } from '#domain/text/image-words.ts'
import { isUnsupported } from '#web/realtime/unfit.ts'
import { saveAsFile } from '#web/ui/save-as-file.ts'

function plainText(editor: Editor): string {
  const { doc } = editor.state
  return doc.textBetween(0, doc.content.size, '\n\n', node => {
    if (node.type.name === 'image') return imageWords(node.attrs)
    return isUnsupported(node) ? String(node.attrs.text) : '\n'
  })
}

export function hasUnsupported(editor: Editor): boolean {
  return editor.state.doc.content.content.some(isUnsupported)
}

/** A file where there is no clipboard: without https, or because the browser refuses. @returns what was done, in words */
export async function copyText(editor: Editor, title: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(plainText(editor))
    return 'Copied'
  } catch {
    await downloadCopy(editor, title)
    return 'This browser copies nothing here: your text is in a file'
  }
}

/** Markdown when its writer can be loaded and knows all of it, else plain text: a copy lacks nothing. */
export async function downloadCopy(editor: Editor, title: string): Promise<void> {
  const text = await markdown(editor).catch(() => plainText(editor))
  saveAsFile(text, title)
}

async function markdown(editor: Editor): Promise<string> {
  if (hasUnsupported(editor)) return plainText(editor)
  const [{ markdownOf }, json] = [await import('#domain/text/markdown.ts'), editor.getJSON()]
  const title = editor.state.doc.firstChild?.textContent ?? ''
  return `# ${title}\n\n${markdownOf(json as Parameters<typeof markdownOf>[0], location.origin)}`
}
