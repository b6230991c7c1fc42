import { useEffect } from "react";

/** While on, the browser asks before the page is left, and nothing reloads it by itself. */
export function useUnsaved(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [on]);
}

/** Whether leaving the page now would lose something that a person has begun. */
export const isUnsaved = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
