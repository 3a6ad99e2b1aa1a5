/**
 * A process's figures as Prometheus reads them. Those of the process itself (memory, garbage, how late its event loop is)
 * are looked at from the first reading on: to know how late it is it must be woken a hundred times a second, which is a
 * good part of what an idle one does, and most installations read no figures.
 */
import { collectDefaultMetrics, type Registry } from 'prom-client'

/** @param prefix of the names of the process's own figures */
export function createFigures(registry: Registry, prefix = ''): () => Promise<string> {
  let begun = false
  return () => {
    if (!begun) collectDefaultMetrics({ register: registry, prefix })
    begun = true
    return registry.metrics()
  }
}
