type Tree = { readonly type: string; readonly children?: readonly Tree[] }

/** Level by level, so that hostile nesting cannot exhaust the stack before it is refused. */
export function isDeeperThan(root: Tree, depth: number): boolean {
  let level: readonly Tree[] = [root]
  for (let reached = 0; level.length > 0; reached++) {
    if (reached > depth) return true
    level = level.flatMap(({ children = [] }) => children)
  }
  return false
}
