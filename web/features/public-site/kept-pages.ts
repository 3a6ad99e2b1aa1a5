/** Public pages in memory, each with the stamp of what it was made of. Bounded; what was asked for longest ago goes first. */
import type { Prepared } from './respond.ts'

type KeptPage = {
  readonly stamp: string
  readonly page: Prepared
}

type KeptPages = {
  /** Only the page of that very stamp: an older one is of no use to anybody any more. */
  find(path: string, stamp: string): Prepared | null
  keep(path: string, kept: KeptPage): void
  forget(path: string): void
}

export function createKeptPages(mostBytes: number): KeptPages {
  const kept = new Map<string, KeptPage>()
  let bytes = 0
  const drop = (path: string) => {
    const old = kept.get(path)
    if (!old) return
    kept.delete(path)
    bytes -= sizeOf(old)
  }
  return {
    find(path, stamp) {
      const found = kept.get(path)
      if (found?.stamp !== stamp) return null
      // The map's order is the order of last use.
      kept.delete(path)
      kept.set(path, found)
      return found.page
    },
    keep(path, page) {
      drop(path)
      kept.set(path, page)
      bytes += sizeOf(page)
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes) break
        drop(oldest)
      }
    },
    forget: drop,
  }
}

function sizeOf({ page }: KeptPage): number {
  return page.body.byteLength + (page.packed?.byteLength ?? 0) + 1_000
}
