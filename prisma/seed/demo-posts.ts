/** Posts of the sample workspace: at least one in each state, and one that goes out while somebody looks. */
import type { PostCommand } from '#domain/contract/post-status.ts'

export type DemoPost = {
  readonly title: string
  readonly markdown: string
  readonly tags?: readonly string[]
  readonly author: 'owner' | 'publisher' | 'editor'
  readonly steps: readonly {
    readonly by: 'owner' | 'publisher' | 'editor'
    readonly command: PostCommand
    readonly inDays?: number
    readonly inMinutes?: number
    /** Names of channels; the site and the newsletter if left out. */
    readonly to?: readonly string[]
  }[]
}

/** Channels that nobody sees: one for each thing that can become of a post. */
export const DEMO_CHANNELS = [
  { name: 'Newsletter', settings: { behaviour: 'late', delayMs: 8000 } },
  { name: 'Harbour board', settings: { behaviour: 'fail', delayMs: 500 } },
  { name: 'Fleet radio', settings: { behaviour: 'time-out', delayMs: 2000 } },
] as const

export const DEMO_POSTS: readonly DemoPost[] = [
  {
    title: 'A buoy that reports every ten minutes',
    tags: ['Hardware'],
    author: 'editor',
    markdown: `For six winters the outer buoy spoke once an hour. That was enough for tides and useless for squalls, which are born, grow up and die in forty minutes. Since Tuesday it speaks every ten.

The change cost us one solar panel, a smaller radio and most of an argument about batteries. The battery side lost: the new cell is older technology, and it will outlive the mast.

| Reading | Before | Now |
| --- | --- | --- |
| Wind | hourly | every 10 min |
| Swell | hourly | every 10 min |
| Battery | daily | hourly |
`,
    steps: [
      { by: 'editor', command: 'submit' },
      { by: 'publisher', command: 'approve' },
      { by: 'publisher', command: 'publish' },
    ],
  },
  {
    title: 'What the March storm taught our sensors',
    tags: ['Hardware', 'Outages'],
    author: 'publisher',
    markdown: `Station 14 went quiet for three hours and eleven minutes. Here is what we saw, what failed and what we changed.

## What failed

- The heater of the anemometer, seven years old
- The alarm that should have told us, because its battery was on the same shelf

> An honest note turns a guess into a fact.
`,
    steps: [{ by: 'owner', command: 'publish' }],
  },
  {
    title: 'Pricing for schools stays at zero',
    author: 'publisher',
    markdown: 'Schools have used our stations free of charge since 2016. They still will next year.',
    steps: [
      { by: 'editor', command: 'submit' },
      { by: 'owner', command: 'approve' },
    ],
  },
  {
    title: 'Station map, now with ten years of history',
    author: 'editor',
    markdown:
      'The map remembers now. Pick a station, pick a day, and see what the sea did.\n\n- [x] Data since 2015\n- [ ] Captions for the photographs\n- [ ] Ask Helen about station 31',
    steps: [{ by: 'editor', command: 'submit' }],
  },
  {
    title: 'The week ahead',
    tags: ['Forecast'],
    author: 'editor',
    markdown: 'A ridge from the west until Thursday, then rain. Small boats: use the first half of the week.',
    steps: [{ by: 'publisher', command: 'schedule', inDays: 2 }],
  },
  {
    title: 'Why we publish our outage notes',
    tags: ['Outages'],
    author: 'owner',
    markdown: `On the night of 9 March, station 14 went quiet for three hours and eleven minutes. Nobody was hurt, no boat was out, and by breakfast the readings were back. We could have said nothing. Instead we wrote down what happened, hour by hour, and put it on the front page.

## What goes into a note

- What you saw, in your words
- What failed, with the part number and the age of the part
- What we changed, and who checked it
`,
    steps: [],
  },
  {
    title: 'Autumn price list',
    author: 'publisher',
    markdown: 'Superseded by the list of January.',
    steps: [{ by: 'publisher', command: 'archive' }],
  },
  {
    title: 'Draft that went nowhere',
    author: 'editor',
    markdown: 'It seemed a good idea in the evening.',
    steps: [{ by: 'editor', command: 'delete' }],
  },
  {
    title: 'Our readings, now on the harbour board',
    author: 'editor',
    markdown: 'The board by the ferry shows wind and swell from all nine stations, with the time of each reading.',
    steps: [{ by: 'publisher', command: 'publish', to: ['site', 'Harbour board'] }],
  },
  {
    title: 'The ferry sails on Sunday',
    author: 'editor',
    markdown: 'The noon ferry sails after all: the harbour master has withdrawn the warning.',
    steps: [{ by: 'publisher', command: 'publish', to: ['Harbour board'] }],
  },
  {
    title: 'The evening forecast',
    tags: ['Forecast'],
    author: 'editor',
    markdown: 'Fog in the estuary until nine, then clear. Two metres of swell outside the bar.',
    steps: [{ by: 'publisher', command: 'schedule', inMinutes: 3 }],
  },
  {
    title: 'Swell forecast for the regatta',
    tags: ['Forecast'],
    author: 'publisher',
    markdown: 'Half a metre at the start, one and a half by noon, and a long swell from the west all afternoon.',
    steps: [{ by: 'publisher', command: 'publish', to: ['site', 'Fleet radio'] }],
  },
]
