/** Shows what the server pushes, unless a page of it is in sight, and opens its place. It keeps nothing and answers no request. */

self.addEventListener('push', event => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.url))
})

async function show(data) {
  const message = data?.json()
  if (typeof message?.title !== 'string' || typeof message.url !== 'string') return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.some(page => page.visibilityState === 'visible')) return
  const { title, body, tag, url } = message
  await self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } })
}

async function open(place) {
  const address = new URL(place, self.location.origin)
  // What came with a push leads nowhere else.
  if (address.origin !== self.location.origin) return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = pages.find(page => page.url === address.href)
  if (there) await there.focus()
  else await self.clients.openWindow(address.href)
}
