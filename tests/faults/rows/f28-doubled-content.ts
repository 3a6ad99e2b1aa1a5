/** F28: two people open a new post in the same moment, with the editor's own binding. */
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import { jsonOf } from '#domain/text/document.ts'
import { editorSchema } from '#domain/text/schema.ts'
import { until } from '#tests/support/until.ts'
import { breakGround } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import type { Row } from '../row.ts'

export const f28: Row = {
  id: 'F28',
  what: 'two people open a new post at once',
  goal: 'text never twice: one title, one first paragraph',
  async run({ dice, full, count, note }) {
    const rounds = count ?? (full ? 500 : 12)
    const ground = await breakGround()
    try {
      await ground.startServer()
      const faults: string[] = []
      for (let round = 0; round < rounds; round += 1) {
        const post = await ground.addPost()
        const pair = ground.people
          .slice(0, 2)
          .map((person, index) => ground.robot({ person, post, name: `p${round}-${index}`, dice }))
        await until(() => pair.every(({ session }) => session.status.get().text === 'shown'), { withinMs: 20_000 })
        for (const { doc } of pair) initProseMirrorDoc(doc.getXmlFragment('body'), editorSchema)
        const opened = pair.map(({ doc }) => doc.getXmlFragment('body').length)
        if (opened.some(length => length !== 2))
          faults.push(`round ${round}: ${opened.join(' and ')} blocks on opening`)
        for (const robot of pair) robot.type()
        faults.push(...faultsOf(await judge(ground, post, pair, { dice })).map(fault => `round ${round}: ${fault}`))
        const { content = [] } = jsonOf(await ground.witness.rebuild(post.doc))
        if (content.filter(({ type }) => type === 'title').length !== 1) faults.push(`round ${round}: not one title`)
        for (const robot of pair) robot.close()
        if (round % 50 === 49) note(`${round + 1} rounds`)
      }
      return {
        ran: true,
        count: `${rounds} posts`,
        figure: `${faults.length} of ${rounds} doubled; restored versions and restored installations are not tried yet`,
        faults,
        late: [],
      }
    } finally {
      await ground.close()
    }
  },
}
