import { isUnsaved } from "./unsaved";

// Code that the page fetches when it is needed has names that change with every version. A page that was open while
// the server was updated asks for names that are gone; only the new version's page knows the new ones.

const quiet = 5 * 60_000; // ms in which a page isn't reloaded by itself twice, whatever happens
const key = "relevo.reloaded";
const lost = new WeakSet<object>();

addEventListener("vite:preloadError", (event) => lost.add(event.payload));

/** Whether an error is of code that couldn't be fetched. */
export const isLost = (error: unknown) => typeof error === "object" && error !== null && lost.has(error);

/**
 * Reloads the page when the server has a newer version of it, at most once in
 * a while. Drafts are kept, and what isn't kept is not given up: then a person decides.
 */
export async function reloadIfNewer() {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!own || recent() || isUnsaved()) return;
  const page = await fetch(location.pathname, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  if (!page.includes("<script") || page.includes(new URL(own.src).pathname)) return;
  if (isUnsaved() || !remember()) return;
  location.reload();
}

/** Whether the page has just been reloaded by itself; true once. */
export function wasReloaded(): boolean {
  const [at, told] = kept();
  if (!at || told) return false;
  sessionStorage.setItem(key, `${at} told`);
  return true;
}

function kept(): [at: number, told: boolean] {
  try {
    const [at, told] = (sessionStorage.getItem(key) ?? "").split(" ");
    return [Number(at) || 0, Boolean(told)];
  } catch {
    return [0, false];
  }
}

const recent = () => Date.now() - kept()[0] < quiet;

/** Without a memory a page could be reloaded forever. */
function remember(): boolean {
  try {
    sessionStorage.setItem(key, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}
