import icon from "@/ui/icon.svg";
import type { Target, Word } from "./worker";

const script = "/app/notifications/worker.js";

type Options = NotificationOptions & { renotify: boolean; data: Target };

/**
 * What the operating system shows of one person and project. The worker shows
 * it, so that every tab can withdraw it and a click finds a tab; where the
 * browser keeps no workers, as in some private windows, the page does.
 */
export class Shown {
  readonly #byPage = new Map<string, Notification>();
  readonly #hear = ({ data, ports }: MessageEvent<Word>) => {
    if ("ask" in data) data.ask === this.scope && ports[0]?.postMessage("ours");
    else if (data.clicked.scope === this.scope) this.onClick(data.clicked.conversationId);
  };

  constructor(readonly scope: string, readonly onClick: (conversationId: string | undefined) => void) {
    worker()?.addEventListener("message", this.#hear);
    worker()?.startMessages();
  }

  /** Tells of something under a tag; what was there under it goes. */
  async put(tag: string, title: string, body: string, { silent, conversationId }: { silent: boolean; conversationId?: string }) {
    const options: Options = { tag, body, icon, renotify: true, silent: silent || undefined, data: { conversationId, scope: this.scope, home: home() } };
    try {
      const registration = await registered();
      if (registration) await alone(() => registration.showNotification(title, options));
      else this.#put(title, options);
    } catch {
      // The permission was taken back just now, or a phone has the word but not the thing.
    }
  }

  #put(title: string, options: Options) {
    const { tag = "", data } = options;
    const note = new Notification(title, options);
    note.onclick = () => {
      window.focus();
      note.close();
      this.onClick(data.conversationId);
    };
    note.onclose = () => this.#byPage.get(tag) === note && this.#byPage.delete(tag);
    this.#byPage.set(tag, note);
  }

  /** Withdraws what one tag tells, or everything. */
  async clear(tag?: string) {
    this.#byPage.forEach((note, key) => (tag === undefined || key === tag) && note.close());
    const registration = await worker()?.getRegistration(script);
    const notes = registration && (await alone(() => registration.getNotifications(tag === undefined ? {} : { tag })));
    notes?.forEach((note) => (note.data as Target).scope === this.scope && note.close());
  }

  stop() {
    worker()?.removeEventListener("message", this.#hear);
    void this.clear();
  }
}

/** The path of the app that this tab shows. */
export const home = () => (location.pathname.startsWith("/inbox") ? "/inbox/" : "/app/");

/**
 * One at a time in all tabs: Chromium, asked for its notifications while one is
 * on its way to the screen, forgets that one. It would stay there, deaf to clicks.
 */
const alone = <Result>(work: () => Promise<Result>) => navigator.locks.request("relevo.notify.shown", work);

const worker = () => ("serviceWorker" in navigator ? navigator.serviceWorker : undefined);

/** The worker, ready to show; nothing where there can be none. */
async function registered() {
  const registration = await worker()?.register(script, { updateViaCache: "none" }).catch(() => undefined);
  const fresh = registration?.installing ?? registration?.waiting;
  if (fresh && !registration?.active) await new Promise<void>((done) => fresh.addEventListener("statechange", () => ["activated", "redundant"].includes(fresh.state) && done()));
  return registration?.active ? registration : undefined;
}
