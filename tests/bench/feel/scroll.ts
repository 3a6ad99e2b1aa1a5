/** Scrolling five thousand posts, as list and as board: tasks of the page that held a frame back for 50 ms and more. */
import type { Page } from '@playwright/test'
import { createDb } from '#prisma/client.ts'
import { type Summary, summarize } from '../statistics.ts'
import type { Team } from './team.ts'

const POSTS = 5_000
const TURNS = 150
const TURN_PX = 800
const TURN_MS = 40

/** Milliseconds of long tasks; a view without any has one of 0. */
export async function measureScrolling(
  { writer, workspaceSlug }: Team,
  databaseUrl: string,
): Promise<Record<string, Summary>> {
  await addPosts(databaseUrl, workspaceSlug)
  const size = writer.viewportSize()
  await writer.setViewportSize({ width: 1280, height: 800 })
  const list = await scroll(writer, '/?view=list')
  const board = await scroll(writer, '/?view=board')
  if (size) await writer.setViewportSize(size)
  return { 'long tasks, list': summarize(list), 'long tasks, board': summarize(board) }
}

async function scroll(page: Page, path: string): Promise<number[]> {
  await page.goto(path)
  await page.locator('[data-row]').first().waitFor()
  await page.locator('[data-connection=live]').first().waitFor()
  await page.evaluate(() => {
    const tasks: number[] = []
    Reflect.set(window, 'benchTasks', tasks)
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  // Over the first column of the board, and over the list.
  await page.mouse.move(340, 500)
  for (let turn = 0; turn < TURNS; turn++) {
    await page.mouse.wheel(0, TURN_PX)
    await page.waitForTimeout(TURN_MS)
  }
  const tasks = await page.evaluate((): number[] => Reflect.get(window, 'benchTasks'))
  return tasks.length > 0 ? tasks : [0]
}

/** Rows alone, which is all that lists read. */
async function addPosts(databaseUrl: string, workspaceSlug: string): Promise<void> {
  const db = createDb(databaseUrl, { connections: 1 })
  try {
    await db.$executeRaw`
      insert into post (id, "workspaceId", slug, state, title, "createdById", "changedById", "updatedAt")
      select gen_random_uuid(), w.id, 'scroll-' || n,
        (array['draft', 'draft', 'draft', 'in_review', 'approved', 'published'])[1 + n % 6],
        'A post to scroll past, number ' || n, m."userId", m."userId", now() - make_interval(mins => n)
      from generate_series(1, ${POSTS}) n, workspace w join member m on m."workspaceId" = w.id and m.role = 'owner'
      where w.slug = ${workspaceSlug}`
  } finally {
    await db.$disconnect()
  }
}
