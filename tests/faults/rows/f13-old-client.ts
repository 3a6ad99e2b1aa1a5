/** F13: a tab from before a deploy, whose editor does not know all that a post may hold, opens, types, is closed. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { type MarkSpec, type NodeSpec, Schema } from '@tiptap/pm/model'
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { EDITOR_SCHEMA_VERSION } from '#domain/contract/protocol.ts'
import { jsonOf } from '#domain/text/document.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { editorSchema } from '#domain/text/schema.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import type { Row } from '../row.ts'
import { lateWhen, PATIENTLY, timeUntil } from '../team.ts'

const TOLD_WITHIN_MS = 2_000
const TEXT = `## Tides

- [ ] read the gauge
- [x] write it **down**

| hour | level |
| --- | --- |
| 6 | ~~low~~ |

> \`quoted\` and [linked](https://example.org/)

\`\`\`ts
const level = 3
\`\`\`
`

export const f13: Row = {
  id: 'F13',
  what: 'an old editor with one node or mark fewer opens, types, closes',
  goal: '0 nodes or marks removed; told to reload ≤ 2 s',
  async run({ full, note }) {
    const ground = await breakGround()
    try {
      await ground.startServer()
      const [person] = ground.people
      if (!person) throw new Error('Nobody is there')
      const lacking = full
        ? ['taskItem', 'table', 'blockquote', 'codeBlock', 'heading', 'bold', 'strike', 'code', 'link']
        : ['taskItem', 'bold']
      const faults: string[] = []
      const toldMs: (number | null)[] = []
      let deletedByTheEditor = 0
      for (const name of lacking) {
        const post = await ground.addPost(jsonFromMarkdown('Gauge', TEXT))
        const before = JSON.stringify(jsonOf(await ground.witness.rebuild(post.doc)))
        const doc = new Y.Doc()
        const reasons: string[] = []
        const socket = new HocuspocusProviderWebsocket({
          url: `ws://127.0.0.1:${ground.collabPort}/collab?editor=${EDITOR_SCHEMA_VERSION - 1}`,
        })
        const provider = new HocuspocusProvider({
          name: post.doc,
          document: doc,
          websocketProvider: socket,
          token: person.ticket,
          onClose: ({ event }) => reasons.push(event.reason),
        })
        provider.attach()
        await until(() => provider.isSynced, PATIENTLY)
        const held = doc.getXmlFragment('body').toString()
        // What the binding of editor and text does on opening: what its schema does not know is taken out of the document.
        initProseMirrorDoc(doc.getXmlFragment('body'), without(name))
        if (doc.getXmlFragment('body').toString() !== held) deletedByTheEditor += 1
        doc.getXmlFragment('body').insert(doc.getXmlFragment('body').length, [new Y.XmlElement('paragraph')])
        toldMs.push(await timeUntil(() => reasons.includes('editor_outdated'), 10_000))
        note(`without ${name}: told after ${toldMs.at(-1)} ms`)
        provider.destroy()
        socket.destroy()
        const after = JSON.stringify(jsonOf(await ground.witness.rebuild(post.doc)))
        if (after !== before) faults.push(`without ${name}: the stored text is another one now`)
      }
      const told = toldMs.every(ms => ms !== null) ? Math.max(...toldMs.map(Number)) : null
      return {
        ran: true,
        count: `${lacking.length} schemas, ${deletedByTheEditor} of which cut their own copy on opening`,
        figure: `told after at most ${told} ms`,
        faults: [...faults, ...(told === null ? ['an old editor was not told to reload'] : [])],
        late: lateWhen('told', told, TOLD_WITHIN_MS),
      }
    } finally {
      await ground.close()
    }
  },
}

/** The schema as it was before that node or mark was in it; what can hold nothing else goes with it. */
function without(name: string): Schema {
  const gone = new Set([name])
  if (name === 'taskItem') gone.add('taskList')
  if (name === 'table') for (const part of ['tableRow', 'tableCell', 'tableHeader']) gone.add(part)
  const left = (names: string | undefined) =>
    names
      ?.split(' ')
      .filter(one => !gone.has(one))
      .join(' ')
  const nodes: Record<string, NodeSpec> = {}
  const marks: Record<string, MarkSpec> = {}
  editorSchema.spec.nodes.forEach((node, spec) => {
    if (!gone.has(node)) nodes[node] = { ...spec, ...(spec.marks !== undefined && { marks: left(spec.marks) }) }
  })
  editorSchema.spec.marks.forEach((mark, spec) => {
    if (!gone.has(mark))
      marks[mark] = { ...spec, ...(spec.excludes !== undefined && { excludes: left(spec.excludes) }) }
  })
  return new Schema({ nodes, marks, topNode: 'doc' })
}
