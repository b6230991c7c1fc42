/** What this browser keeps for this person; lost silently where storage is refused (private windows, foreign frames). */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`relevo.${key}`);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`relevo.${key}`);
    else localStorage.setItem(`relevo.${key}`, value);
  } catch {
    // Nothing to do: the value lives on in memory.
  }
}

const prefix = "relevo.";

/** What is kept under names that begin so, by their whole names. */
export function keptUnder(start: string): [key: string, value: string][] {
  try {
    return Object.entries({ ...localStorage } as Record<string, string>).flatMap(([key, value]): [string, string][] => (key.startsWith(prefix + start) ? [[key.slice(prefix.length), value]] : []));
  } catch {
    return [];
  }
}

/** Calls back with what another tab keeps, or no longer keeps, under names that begin so. */
export function onKept(start: string, tell: (key: string, value: string | null) => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => key?.startsWith(prefix + start) && tell(key.slice(prefix.length), newValue);
  addEventListener("storage", onStorage);
  return () => removeEventListener("storage", onStorage);
}
