/** What a person is given when the account is made. */
import type { Tx } from '#prisma/client.ts'

const COLORS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** The colour (1–8) that the fewest people have, the lowest of equals: a team of eight has eight colours. */
export async function leastUsedColor(db: Tx): Promise<number> {
  const used = await db.user.groupBy({ by: ['color'], _count: true })
  const countByColor = new Map(used.map(({ color, _count }) => [color, _count]))
  const count = (color: number) => countByColor.get(color) ?? 0
  return COLORS.reduce<number>((best, color) => (count(color) < count(best) ? color : best), 1)
}
