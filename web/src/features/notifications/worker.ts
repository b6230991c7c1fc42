/**
 * The service worker that shows notifications: phones let no page do it by
 * itself. It controls no page, answers no request and keeps nothing, so it can
 * never hold back a newer app. A click brings a tab of the same person and
 * project to the front, or opens one.
 */

/** Where a notification leads. */
export type Target = {
  /** Missing when it tells of several. */
  conversationId?: string;
  /** The person and project whose it is. */
  scope: string;
  /** The path of the app that showed it. */
  home: string;
};

/** What the worker says to a tab. Who shows the same person and project answers the question through its port. */
export type Word = { ask: string } | { clicked: Target };

// TypeScript has these only for programs without a page.
type Tab = { url: string; focus: () => Promise<unknown>; postMessage: (word: Word, ports?: MessagePort[]) => void };
type Clicks = Event & { notification: Notification; waitUntil: (work: Promise<unknown>) => void };
declare const self: EventTarget & {
  clients: { matchAll: (what: { type: "window"; includeUncontrolled: true }) => Promise<Tab[]>; openWindow: (address: string) => Promise<unknown> };
};

const answers = 300; // ms in which a tab can say that it is the one; a phone may have frozen it

self.addEventListener("notificationclick", (event) => {
  const { notification, waitUntil } = event as Clicks;
  notification.close();
  waitUntil.call(event, lead(notification.data as Target));
});

async function lead(target: Target) {
  const tab = await tabFor(target);
  if (!tab) return self.clients.openWindow(target.home + (target.conversationId ? `?conversation_id=${encodeURIComponent(target.conversationId)}` : ""));
  tab.postMessage({ clicked: target });
  await tab.focus().catch(() => undefined); // a browser may keep its tabs where they are
}

/** The tab that somebody used last, rather one that shows the inbox. */
async function tabFor({ scope }: Target) {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = await Promise.all(all.map((tab) => isOf(tab, scope)));
  const tabs = all.filter((_, i) => ours[i]);
  return tabs.find((tab) => /^\/(app|inbox)\/(c\/|$)/.test(new URL(tab.url).pathname)) ?? tabs[0];
}

function isOf(tab: Tab, scope: string) {
  return new Promise<boolean>((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(true);
    setTimeout(() => done(false), answers);
    tab.postMessage({ ask: scope }, [port2]);
  });
}
