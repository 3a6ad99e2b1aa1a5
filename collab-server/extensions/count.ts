/** Gauges of what is open. */
import type { Extension, Hocuspocus } from '@hocuspocus/server'
import type { Metrics } from '../metrics.ts'

export function countOpen(metrics: Metrics): Extension {
  const look = async ({ instance }: { instance: Hocuspocus }) => {
    metrics.rooms.set(instance.documents.size)
    let connections = 0
    for (const document of instance.documents.values()) connections += document.connections.size
    metrics.connections.set(connections)
  }
  return { extensionName: 'count', connected: look, onDisconnect: look, afterUnloadDocument: look }
}
