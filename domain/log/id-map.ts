/** Values by ids, without a word made of each: an update may hold fifty thousand. */
import type * as Y from 'yjs'

export type IdMap<Value> = {
  readonly get: (id: Y.ID) => Value | undefined
  readonly set: (id: Y.ID, value: Value) => void
}

export function createIdMap<Value>(): IdMap<Value> {
  const byClient = new Map<number, Map<number, Value>>()
  return {
    get: ({ client, clock }) => byClient.get(client)?.get(clock),
    set({ client, clock }, value) {
      const byClock = byClient.get(client)
      if (byClock) byClock.set(clock, value)
      else byClient.set(client, new Map([[clock, value]]))
    },
  }
}
