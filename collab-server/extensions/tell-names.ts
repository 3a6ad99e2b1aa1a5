/** Tells pages of those who may write that names in the history of their post are others now: they ask for them again. */
import type { Extension, Hocuspocus } from '@hocuspocus/server'
import { docName } from '#domain/contract/doc-names.ts'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { ServerNote } from '#domain/contract/stateless.ts'
import { isVisitor } from '../visitor.ts'

const NOTE: ServerNote = { type: 'moments_named' }

type Options = { readonly subscribe: (handler: (event: DomainEvent) => void) => () => void }

export function tellNames({ subscribe }: Options): Extension {
  let hocuspocus: Hocuspocus | undefined
  let unsubscribe = () => {}

  function tell(event: DomainEvent): void {
    if (event.type !== 'moments.named') return
    const document = hocuspocus?.documents.get(docName.post(event.postId as PostId))
    for (const connection of document?.getConnections() ?? []) {
      const { context } = connection
      if (isVisitor(context) && !context.mayOnlyRead) connection.sendStateless(JSON.stringify(NOTE))
    }
  }

  return {
    extensionName: 'tell-names',
    async onConfigure({ instance }) {
      hocuspocus = instance
      unsubscribe = subscribe(tell)
    },
    async onDestroy() {
      unsubscribe()
    },
  }
}
