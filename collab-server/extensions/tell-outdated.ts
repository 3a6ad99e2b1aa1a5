/** Tells a tab whose editor is older than the schema that it may only look on, before it writes in vain. */
import type { Extension } from '@hocuspocus/server'
import { parseDocName } from '#domain/contract/doc-names.ts'
import type { ServerNote } from '#domain/contract/stateless.ts'
import { toVisitor } from '../visitor.ts'

const NOTE: ServerNote = { type: 'editor_outdated' }

export function tellOutdated(): Extension {
  return {
    extensionName: 'tell-outdated',
    async connected({ connection, context, documentName }) {
      const { outdated, mayOnlyRead } = toVisitor(context)
      if (outdated && !mayOnlyRead && parseDocName(documentName)?.kind === 'post') {
        connection.sendStateless(JSON.stringify(NOTE))
      }
    },
  }
}
