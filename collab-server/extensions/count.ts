/** Gauges of what is open, as it is: a tab that is gone before its document stands never counts as having come. */
import type { Extension, Hocuspocus } from '@hocuspocus/server'
import type { Metrics } from '../metrics.ts'

export function countOpen(metrics: Metrics): Extension {
  let planned = false

  /** Once for all who come and go in the same moment: it looks at every document. */
  const look = async ({ instance }: { instance: Hocuspocus }) => {
    if (planned) return
    planned = true
    setImmediate(() => {
      planned = false
      metrics.rooms.set(instance.documents.size)
      metrics.connections.set(
        [...instance.documents.values()].reduce((sum, { connections }) => sum + connections.size, 0),
      )
    })
  }

  return { extensionName: 'count', connected: look, onDisconnect: look, afterUnloadDocument: look }
}
