/** The post that explains the product by being edited. */
import type { JsonNode } from '#domain/text/document.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'

export function samplePost(): JsonNode {
  return jsonFromMarkdown('Welcome. This page is alive', MARKDOWN)
}

const MARKDOWN = `Open it in a second window and write in both. You will see two cursors and one text.

Pull the network cable and go on writing. The sign above says *Offline – kept on this device*. Put it back, and it says *Saved* only when it is.

## Try these

- [ ] Type \`/\` on an empty line: headings, lists, tables, code
- [ ] Select a word: bold, italic, a link
- [ ] Invite somebody under **Settings** and write this line together

## Then send it out

Press **Publish…** and watch the post move on the dashboard, yours and everybody else's. What goes out is exactly the text you saw, shown with its hash:

\`\`\`
sha-256 of the text, the same here and on the public page
\`\`\`

> Nothing here is precious. Change it, publish it, put it in the bin.
`
