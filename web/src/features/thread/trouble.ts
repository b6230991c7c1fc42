import { useEffect, useState } from "react";

/** Why a file isn't shown: the server is being asked, it has no such file for us now, or the browser can't read what it has. */
export type Trouble = "asking" | "lost" | "unreadable";

/** What to do when a picture, a film or a sound reports an error: elements don't say whether the file or the way to it is at fault. */
export function useTrouble(url: string | null | undefined) {
  const [known, setKnown] = useState<{ url: string; trouble: Trouble }>();
  const trouble = known && known.url === url ? known.trouble : undefined;
  useEffect(() => {
    if (!url || trouble !== "asking") return;
    const asking = new AbortController();
    void isThere(url, asking.signal).then((there) => !asking.signal.aborted && setKnown({ url, trouble: there ? "unreadable" : "lost" }));
    return () => asking.abort();
  }, [url, trouble]);
  return { trouble, onError: () => url && setKnown({ url, trouble: "asking" }), retry: () => setKnown(undefined) };
}

/** A file that was just picked is in this page: nothing can be wrong with the way to it. */
const isThere = (url: string, signal: AbortSignal) =>
  url.startsWith("blob:") ? Promise.resolve(true) : fetch(url, { method: "HEAD", signal }).then((answer) => answer.ok, () => false);
