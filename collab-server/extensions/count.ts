/** Gauges of what is open. */
import type { Extension, Hocuspocus } from '@hocuspocus/server'
import type { Metrics } from '../metrics.ts'

export function countOpen(metrics: Metrics): Extension {
  const look = async ({ instance }: { instance: Hocuspocus }) => metrics.rooms.set(instance.documents.size)
  return {
    extensionName: 'count',
    async connected({ instance }) {
      metrics.connections.inc()
      await look({ instance })
    },
    async onDisconnect({ instance }) {
      metrics.connections.dec()
      await look({ instance })
    },
    afterUnloadDocument: look,
  }
}
