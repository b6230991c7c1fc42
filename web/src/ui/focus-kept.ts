const overlays = "[role=dialog], [role=menu], .toast";
const stops = "button:not(:disabled), a[href], summary, [tabindex='0'], input[type=checkbox], input[type=radio]";
const keysOwnFields = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** Where something stands: a place in each element around it, from the inside out. */
type Place = { around: Element; at: number };

/**
 * Whoever works with the keys keeps the focus when the control that has it goes
 * away, or is switched off while something is done: it goes to what stands at
 * its place then, and back to the control when that is switched on again.
 * Fields keep nothing: somebody who wrote would write into something else.
 * Overlays give the focus back themselves, and to where it was before them.
 */
export function keepFocus() {
  const keeper = new Keeper();
  addEventListener("keydown", () => keeper.byKeys(), true);
  addEventListener("pointerdown", () => keeper.byPointer(), true);
  addEventListener("focusin", (event) => keeper.focused(event.target), true);
}

class Keeper {
  #keys = false;
  #had: HTMLElement | null = null;
  #places: Place[] = [];
  #looking = 0;
  #watch = new MutationObserver(() => this.#lookSoon());

  byKeys() {
    if (!this.#keys) this.#watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    this.#keys = true;
  }

  byPointer() {
    this.#keys = false;
    this.#had = null;
    this.#watch.disconnect();
  }

  focused(target: EventTarget | null) {
    if (!this.#keys || !(target instanceof HTMLElement) || target.closest(overlays)) return;
    this.#had = target.matches(keysOwnFields) ? null : target;
    this.#places = [];
    for (let inner: Element = target; inner.parentElement && inner !== document.body; inner = inner.parentElement) {
      this.#places.push({ around: inner.parentElement, at: [...inner.parentElement.children].indexOf(inner) });
    }
  }

  /** After those who move the focus on purpose, which some do a frame later. */
  #lookSoon() {
    if (!this.#had || document.activeElement !== document.body || this.#looking) return;
    this.#looking = requestAnimationFrame(() => {
      this.#looking = requestAnimationFrame(() => {
        this.#looking = 0;
        this.#look();
      });
    });
  }

  #look() {
    if (!this.#had || document.activeElement !== document.body || document.querySelector("[role=dialog]")) return;
    const next = this.#had.isConnected ? (this.#had.matches(":disabled") ? null : this.#had) : nearest(this.#places);
    next?.focus({ preventScroll: true });
  }
}

/** What stands at a place now or follows it there; else what comes before. */
function nearest(places: Place[]): HTMLElement | undefined {
  for (const { around, at } of places) {
    if (!around.isConnected || around === document.body) continue;
    const found = [...around.querySelectorAll<HTMLElement>(stops)].filter((e) => e.checkVisibility({ visibilityProperty: true }));
    const place = around.children[at];
    const next = place && found.find((e) => place.contains(e) || place.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (next ?? found.at(-1)) return next ?? found.at(-1);
  }
  return undefined;
}
